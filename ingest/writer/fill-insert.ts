import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../platform/clock/clock.ts";
import type { Consumer, Entry, LogRecord } from "../../platform/log/event-log.ts";
import { createReject } from "../accept/create-reject.ts";
import type { Fault } from "../accept/fault.ts";
import type { Insert, Route } from "./create-route.ts";

const POLLED_RECORDS_MAX = 1_000;
/** The engine works half as long on a row in an insert of so many as in one of 10,000. */
const INSERT_RECORDS_MAX = 40_000;
const INSERT_CHARACTERS_MAX = 32 * 2 ** 20;
/** A busy machine does not keep rows back for longer, unless the last insert is under way still. */
const FILLED_MS_MAX = 500;
/** The topic may have more, though it had none just now: Kafka's client pauses at times. */
const EMPTY_WAIT_MS = 10;

/** An insert that the store has begun to take, up to the commit of what it holds. */
export type UnderWay = { readonly ended: Promise<void>; readonly isOver: boolean };

export type Filled = {
  readonly insert: Insert;
  readonly records: number;
  readonly rejects: readonly Entry[];
  readonly traceparents: ReadonlySet<string>;
};

type Options = {
  readonly clock: Clock;
  readonly underWay: UnderWay | null;
  /** Whether it is still to gather what comes, however little. */
  readonly isGathering: () => boolean;
  readonly stopping: AbortSignal;
};

/**
 * Takes as many records as one insert should have; fewer where the topic has no more now or they
 * come slowly, but not before the insert under way is over.
 */
export async function fillInsert(
  poll: Consumer["poll"],
  route: Route,
  { clock, underWay, isGathering, stopping }: Options,
): Promise<Filled> {
  const insert = route.begin();
  const rejects: Entry[] = [];
  const traceparents = new Set<string>();
  const untilMs = clock.nowMs() + FILLED_MS_MAX;
  let [records, characters] = [0, 0];
  while (records < INSERT_RECORDS_MAX && characters < INSERT_CHARACTERS_MAX) {
    const polled = stopping.aborted ? [] : await poll(POLLED_RECORDS_MAX);
    if (polled.length === 0) {
      if (stopping.aborted || (isOver(underWay) && !isGathering())) break;
      await someTime(clock, underWay);
      continue;
    }
    for (const record of polled) {
      const fault = insert.add(record);
      if (fault) rejects.push(rejectEntry(record, fault));
      if (record.traceparent !== undefined) traceparents.add(record.traceparent);
      characters += record.value.length;
    }
    records += polled.length;
    // Others on this thread, such as the intake, have their turn between.
    await setImmediate();
    if (isOver(underWay) && clock.nowMs() >= untilMs) break;
  }
  return { insert, records, rejects, traceparents };
}

function isOver(underWay: UnderWay | null): boolean {
  return underWay?.isOver ?? true;
}

/** Or until the insert under way is over. */
async function someTime(clock: Clock, underWay: UnderWay | null): Promise<void> {
  if (isOver(underWay)) return clock.sleep(EMPTY_WAIT_MS);
  const enough = new AbortController();
  const slept = clock.sleep(EMPTY_WAIT_MS, enough.signal).catch(() => undefined);
  await Promise.race([slept, underWay?.ended.catch(() => undefined)]);
  enough.abort();
}

function rejectEntry(record: LogRecord, fault: Fault): Entry {
  const what = {
    bytes: Buffer.from(record.value),
    origin: record.topic,
    position: `${record.partition}:${record.offset}`,
  };
  // Dated by the record, so that repeating it gives the same row.
  const reject = createReject(what, fault, record.appendedAtMs);
  return { key: reject.id, value: JSON.stringify(reject) };
}
