import { hash } from "node:crypto";
import type { Entry } from "../../platform/log/event-log.ts";
import { EVENT_TYPES, type VigieEvent } from "../../schemas/events.ts";
import { safeParseEvent } from "../../schemas/parse-event.ts";
import { seriesKey } from "../../schemas/series.ts";
import { wholeSeriesOf } from "../../schemas/whole-series-of.ts";
import { contentHash } from "./content-hash.ts";
import { describeIssues } from "./describe-issues.ts";
import { createFault, type Fault, isFault } from "./fault.ts";
import { findWrongInstant } from "./find-wrong-instant.ts";
import { type Grant, refuse } from "./grant.ts";
import { readJson } from "./read-json.ts";

/** One event, with all that it says. */
export const EVENT_BYTES_MAX = 2 ** 20;

/** An event that its sender may say, and the identity by which it is known. */
export type Judged = {
  readonly source: string;
  readonly id: string;
  /** Stands for (source, id). */
  readonly identity: string;
  readonly contentHash: string;
  /** As the log has it: as it was sent, unknown attributes and exact numbers included. */
  readonly entry: Entry;
};

export type JudgeOptions = {
  readonly grant: Grant;
  /** When it was received, and the same as its event will say. */
  readonly nowMs: number;
  readonly receivedtime: string;
  readonly aheadMaxMs: number;
};

/** Says whether bytes are an event that its sender may say now. Pure. */
export function judgeItem(bytes: Uint8Array, options: JudgeOptions): Judged | Fault {
  if (bytes.byteLength > EVENT_BYTES_MAX) {
    return createFault("too-large", `an event has at most ${EVENT_BYTES_MAX} bytes`);
  }
  const json = readJson(bytes);
  if (isFault(json)) return json;
  const parsed = parseEvent(json.plain);
  if (isFault(parsed)) return parsed;
  const { event } = parsed;
  const refused =
    refuse(event, options.grant) ?? findWrongInstant(event, options.nowMs + options.aheadMaxMs);
  if (refused) return refused;
  const said = json.exact as Readonly<Record<string, unknown>>;
  const { source, id } = event;
  return {
    source,
    id,
    identity: hash("sha256", JSON.stringify([source, id])),
    contentHash: contentHash(said),
    entry: toEntry(event, said, options.receivedtime),
  };
}

/**
 * What is about one series lies with it; what is about a collector or about many series is for
 * whoever holds any.
 */
function toEntry(
  event: VigieEvent,
  said: Readonly<Record<string, unknown>>,
  receivedtime: string,
): Entry {
  const value = JSON.stringify({ ...said, receivedtime });
  const series = wholeSeriesOf(event);
  if (series) return { key: seriesKey(series), value };
  return { key: event.source, value, everyPartition: true };
}

function parseEvent(value: unknown): { readonly event: VigieEvent } | Fault {
  const type = typeOf(value);
  if (type !== null && !EVENT_TYPES.some((known) => known === type)) {
    return createFault(
      "unknown-type",
      `type: ${JSON.stringify(type)} is not known; known are ${EVENT_TYPES.join(", ")}`,
    );
  }
  const parsed = safeParseEvent(value);
  if (parsed.success) return { event: parsed.data };
  return createFault("not-an-event", describeIssues(parsed.error.issues));
}

function typeOf(value: unknown): string | null {
  const isTyped = typeof value === "object" && value !== null && "type" in value;
  return isTyped && typeof value.type === "string" ? value.type : null;
}
