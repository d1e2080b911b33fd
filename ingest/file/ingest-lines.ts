import type { Item } from "../accept/acceptance.ts";
import { createFault } from "../accept/fault.ts";
import { EVENT_BYTES_MAX } from "../accept/judge-item.ts";
import { type Line, splitLines } from "./split-lines.ts";

const BATCH_LINES_MAX = 500;
const BATCH_BYTES_MAX = 4 * 2 ** 20;

export type Rejected = {
  readonly index: number;
  readonly position: string;
  readonly fault: string;
  readonly reason: string;
};
/** Delivers items, durably when it resolves: straight to an acceptor, or to a running process. */
export type Send = (items: readonly Item[]) => Promise<{
  readonly accepted: number;
  readonly duplicate: number;
  readonly rejected: readonly Rejected[];
}>;

export type Totals = {
  readonly bytes: number;
  readonly accepted: number;
  readonly duplicate: number;
  readonly rejected: number;
};

type Options = {
  readonly input: AsyncIterable<Uint8Array>;
  /** A file's name, or `-`. */
  readonly origin: string;
  readonly send: Send;
  /** One event in each line, unless said otherwise; null for a line that holds none. */
  readonly toItem?: (line: Line, origin: string) => Item | null;
  /** After each batch. */
  readonly onProgress?: (totals: Totals) => void;
  readonly onRejected?: (rejected: Rejected) => void;
};

/**
 * Sends what each line holds, one CloudEvent unless `toItem` says otherwise, in batches, in bounded
 * memory; a bad line is rejected and the next is read.
 */
export async function ingestLines(options: Options): Promise<Totals> {
  const { input, origin, send, toItem = toEventItem, onProgress, onRejected } = options;
  let totals: Totals = { bytes: 0, accepted: 0, duplicate: 0, rejected: 0 };
  for await (const lines of inBatches(splitLines(input, { lineBytesMax: EVENT_BYTES_MAX }))) {
    const items = lines.flatMap((line) => toItem(line, origin) ?? []);
    const { accepted, duplicate, rejected } = await send(items);
    totals = {
      bytes: totals.bytes + lines.reduce((sum, { bytesTotal }) => sum + bytesTotal, 0),
      accepted: totals.accepted + accepted,
      duplicate: totals.duplicate + duplicate,
      rejected: totals.rejected + rejected.length,
    };
    for (const one of rejected) onRejected?.(one);
    onProgress?.(totals);
  }
  return totals;
}

async function* inBatches(lines: AsyncIterable<Line>): AsyncGenerator<readonly Line[]> {
  let batch: Line[] = [];
  let bytes = 0;
  for await (const line of lines) {
    batch.push(line);
    bytes += line.bytes.byteLength;
    if (batch.length < BATCH_LINES_MAX && bytes < BATCH_BYTES_MAX) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}

function toEventItem({ bytes, number, bytesTotal }: Line, origin: string): Item {
  const item = { bytes, origin, position: `line ${number}` };
  if (bytesTotal === bytes.byteLength) return item;
  const fault = createFault("too-large", `a line has at most ${EVENT_BYTES_MAX} bytes`);
  return { ...item, unread: { ...fault, bytesTotal } };
}
