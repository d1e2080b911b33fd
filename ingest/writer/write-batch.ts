import type { Entry, EventLog, LogRecord } from "../../platform/log/event-log.ts";
import type { Store } from "../../platform/store/store.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { createReject } from "../accept/create-reject.ts";
import type { Fault } from "../accept/fault.ts";
import type { Route } from "./create-route.ts";

/** While the store takes one insert, the next one's rows are made: it works beside this thread. */
const RECORDS_PER_INSERT_MAX = 5_000;

/**
 * Puts records of one topic into its table, durably; harmless to repeat. What cannot be a row
 * goes to `vigie.rejects`.
 */
export async function writeBatch(
  records: readonly LogRecord[],
  route: Route,
  { log, store }: { readonly log: EventLog; readonly store: Store },
): Promise<{ readonly rejected: number }> {
  const rejects: Entry[] = [];
  let sending: Promise<void> = Promise.resolve();
  for (let at = 0; at < records.length; at += RECORDS_PER_INSERT_MAX) {
    const insert = route.begin();
    for (const record of records.slice(at, at + RECORDS_PER_INSERT_MAX)) {
      const fault = insert.add(record);
      if (fault) rejects.push(rejectEntry(record, fault));
    }
    await sending;
    sending = insert.send(store);
  }
  await sending;
  if (rejects.length > 0) await log.append(TOPICS.rejects, rejects);
  return { rejected: rejects.length };
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
