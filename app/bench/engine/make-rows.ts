import assert from "node:assert/strict";
import { type EventParts, SERIES_COUNT, SIZE_BYTES, writeEvent } from "../make-event.ts";

/** Their runs are spread over some 18 days of the month of the events that come after them. */
const FILLED = { fromAt: "2026-11-01 00:00:00", seconds: 1_600_000, eventsPerSecond: 20 };

const STARTED_AT = `(toDateTime('${FILLED.fromAt}', 'UTC') + intDiv(number, ${FILLED.eventsPerSecond}) % ${FILLED.seconds})`;
const FINISHED_AT = `(${STARTED_AT} + 846)`;

/** Where the engine puts its own, in the text of an event. */
const MARKS: EventParts = {
  id: "@id@",
  runId: "@run@",
  asset: "@asset@",
  startedAt: "@started@",
  finishedAt: "@finished@",
  sizeBytes: 1_234_567_000_000_000,
  checksum: "@checksum@",
};
const EXPRESSIONS: Readonly<Record<keyof EventParts, string>> = {
  // Each its own: the engine computes equal calls once.
  id: "toString(generateUUIDv4(1))",
  runId: "toString(generateUUIDv4(2))",
  asset: `concat('VisitorDb', toString(number % ${SERIES_COUNT}))`,
  startedAt: rfc3339(STARTED_AT),
  finishedAt: rfc3339(FINISHED_AT),
  sizeBytes: `toString(${SIZE_BYTES} + number)`,
  checksum: "lower(hex(SHA256(toString(number))))",
};

/** A SELECT, as `selectEventRows` takes it, of events like those of `makeEvent`. */
export function makeRows(from: number, count: number): string {
  return `SELECT ${bodyExpression()} AS source_body, ${FINISHED_AT} AS source_received_time,
  0 AS source_partition, number AS source_offset FROM numbers_mt(${from}, ${count})`;
}

function bodyExpression(): string {
  const { value } = writeEvent(MARKS);
  assert(!/['\\]/.test(value), "the text of the event needs no escaping");
  const expressions = new Map(
    Object.entries(EXPRESSIONS).map(([part, sql]) => [
      String(Object.entries(MARKS).find(([name]) => name === part)?.[1]),
      sql,
    ]),
  );
  const marks = new RegExp(`(${[...expressions.keys()].join("|")})`);
  const pieces = value.split(marks).map((piece) => expressions.get(piece) ?? `'${piece}'`);
  return `concat(${pieces.join(", ")})`;
}

function rfc3339(instant: string): string {
  return `formatDateTime(${instant}, '%Y-%m-%dT%H:%i:%SZ', 'UTC')`;
}
