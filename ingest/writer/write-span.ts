import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../platform/clock/clock.ts";
import type { Consumer, Entry, EventLog, LogRecord } from "../../platform/log/event-log.ts";
import type { Store } from "../../platform/store/store.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { createReject } from "../accept/create-reject.ts";
import type { Fault } from "../accept/fault.ts";
import type { Insert, Route } from "./create-route.ts";
import type { WriteObserver } from "./create-write-observer.ts";

const POLLED_RECORDS_MAX = 1_000;
/** The engine works half as long on a row in an insert of so many as in one of 10,000. */
const INSERT_RECORDS_MAX = 40_000;
const INSERT_CHARACTERS_MAX = 32 * 2 ** 20;
/** A busy machine does not keep rows back for longer, unless the last insert is under way still. */
const FILLED_MS_MAX = 500;
/** Every span ends with a wait for its last insert, so it is long. */
const SPAN_RECORDS_MAX = 160_000;
/** The other topics wait for it. */
const SPAN_MS_MAX = 5_000;

type Poll = Consumer["poll"];
type Options = {
  readonly log: EventLog;
  readonly store: Store;
  readonly observer: WriteObserver;
  readonly clock: Clock;
};

export type Written = { readonly records: number; readonly rejected: number };

/**
 * Puts the next records of one topic into its table, durably; harmless to repeat. What cannot be a
 * row goes to `vigie.rejects`. While the store takes one insert, the next one's rows are made: it
 * works beside this thread.
 */
export async function writeSpan(poll: Poll, route: Route, options: Options): Promise<Written> {
  const { log, store, observer, clock } = options;
  const rejects: Entry[] = [];
  let sending: Promise<void> = Promise.resolve();
  let isSending = false;
  let written = 0;
  const endMs = clock.nowMs() + SPAN_MS_MAX;
  const hasRoom = () => written < SPAN_RECORDS_MAX && clock.nowMs() < endMs;
  for (let isMore = true; isMore && hasRoom(); ) {
    const insert = route.begin();
    const untilMs = clock.nowMs() + FILLED_MS_MAX;
    const mayEnd = () => clock.nowMs() >= (isSending ? endMs : untilMs);
    const filled = await fill(insert, poll, mayEnd);
    isMore = filled.isFull;
    written += filled.records;
    rejects.push(...filled.rejects);
    if (filled.records === 0) break;
    await sending;
    const batch = { ...filled, rejected: filled.rejects.length };
    isSending = true;
    sending = observer.observe(route.table, batch, () => insert.send(store));
    const end = () => {
      isSending = false;
    };
    // Its failure is met at the next `await`, which may be some polls away.
    sending.then(end, end);
  }
  await sending;
  if (rejects.length > 0) await log.append(TOPICS.rejects, rejects);
  return { records: written, rejected: rejects.length };
}

/**
 * With as many records as one insert should have; fewer where the topic has no more now, or where
 * it `mayEnd`.
 */
async function fill(insert: Insert, poll: Poll, mayEnd: () => boolean) {
  const rejects: Entry[] = [];
  const traceparents = new Set<string>();
  let [records, characters] = [0, 0];
  while (records < INSERT_RECORDS_MAX && characters < INSERT_CHARACTERS_MAX) {
    const polled = await poll(POLLED_RECORDS_MAX);
    if (polled.length === 0) return { records, rejects, traceparents, isFull: false };
    for (const record of polled) {
      const fault = insert.add(record);
      if (fault) rejects.push(rejectEntry(record, fault));
      if (record.traceparent !== undefined) traceparents.add(record.traceparent);
      characters += record.value.length;
    }
    records += polled.length;
    // Others on this thread, such as the intake, have their turn between.
    await setImmediate();
    if (mayEnd()) break;
  }
  return { records, rejects, traceparents, isFull: true };
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
