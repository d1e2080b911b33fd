import type { Entry, EventLog, LogRecord } from "../../platform/log/event-log.ts";
import type { Store } from "../../platform/store/store.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { createReject } from "../accept/create-reject.ts";
import { type Fault, isFault } from "../accept/fault.ts";
import type { Route } from "./create-route.ts";
import type { Row } from "./row.ts";

/**
 * ClickHouse refuses an insert into more than 100 partitions at once
 * (`max_partitions_per_insert_block`); ours are months.
 */
const MONTHS_PER_INSERT_MAX = 50;
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
  let inserting: Promise<void> = Promise.resolve();
  for (let at = 0; at < records.length; at += RECORDS_PER_INSERT_MAX) {
    const rows = records.slice(at, at + RECORDS_PER_INSERT_MAX).flatMap((record) => {
      const read = route.read(record);
      if (!isFault(read)) return [read.row];
      rejects.push(rejectEntry(record, read));
      return [];
    });
    await inserting;
    inserting = insertRows(rows, route, store);
  }
  await inserting;
  if (rejects.length > 0) await log.append(TOPICS.rejects, rejects);
  return { rejected: rejects.length };
}

async function insertRows(rows: readonly Row[], { table }: Route, store: Store): Promise<void> {
  for (const chunk of splitByMonths(rows)) await store.insert(table, chunk);
}

function splitByMonths(rows: readonly Row[]): readonly (readonly Row[])[] {
  const byMonth = Map.groupBy(rows, ({ time }) => String(time ?? "").slice(0, "2026-11".length));
  if (byMonth.size <= MONTHS_PER_INSERT_MAX) return rows.length > 0 ? [rows] : [];
  const months = [...byMonth.values()];
  return Array.from({ length: Math.ceil(months.length / MONTHS_PER_INSERT_MAX) }, (_, part) =>
    months.slice(part * MONTHS_PER_INSERT_MAX, (part + 1) * MONTHS_PER_INSERT_MAX).flat(),
  );
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
