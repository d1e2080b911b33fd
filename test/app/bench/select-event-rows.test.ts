import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { readEventColumns } from "../../../app/bench/engine/event-table.ts";
import { makeRows } from "../../../app/bench/engine/make-rows.ts";
import { type Column, selectEventRows } from "../../../app/bench/engine/select-event-rows.ts";
import { makeEvent } from "../../../app/bench/make-event.ts";
import { startWriter } from "../../../ingest/writer/start-writer.ts";
import type { OpenedStore } from "../../../platform/store/open-store.ts";
import { eventSchema } from "../../../schemas/events.ts";
import { TOPICS } from "../../../schemas/topics.ts";
import { type Ground, openGround, openGroundStore } from "../../ingest/open-ground.ts";

const POLL_EVERY_MS = 500;
const ANY = z.record(z.string(), z.unknown());
const Body = z.object({ source_body: z.string() });
/** Of the record in its topic, or of the canonical text, which the engine alone does not make. */
const OTHERS = ["received_time", "log_partition", "log_offset", "version", "body"];

let ground: Ground;
let store: OpenedStore;
let columns: readonly Column[];
beforeAll(async () => {
  ground = await openGround();
  store = await openGroundStore(ground);
  columns = await readEventColumns({ store, clock: ground.clock, onRows: () => undefined });
});
afterAll(async () => {
  await store.close();
  await ground.close();
});

async function write(entries: readonly { readonly key: string; readonly value: string }[]) {
  const { log, clock, logger } = ground;
  await log.append(TOPICS.events, entries);
  const parts = { log, clock, logger, store: store.writer, pollEveryMs: POLL_EVERY_MS };
  const writer = await startWriter(parts);
  await clock.advanceTo(clock.nowMs() + POLL_EVERY_MS);
  await writer.stop();
}

function rowsOf(table: string, id: string) {
  const compared = columns.filter(({ name }) => !OTHERS.includes(name)).map(({ name }) => name);
  const sql = `SELECT ${compared} FROM ${table} WHERE id = {id:String}`;
  return store.verdicts.query(sql, { id }, ANY);
}

describe("selectEventRows()", () => {
  test("makes of an event the row that the writer makes of it", async () => {
    const event = makeEvent(7);
    await write([event]);
    await store.writer.command("CREATE TABLE engine_rows AS event_rows");
    const source = `SELECT '${event.value}' AS source_body, toDateTime64('2026-11-20', 3, 'UTC')
      AS source_received_time, 0 AS source_partition, 7 AS source_offset`;
    const { sql, names } = selectEventRows(columns, source);
    await store.writer.command(`INSERT INTO engine_rows (${names}) ${sql}`);
    const { id } = z.object({ id: z.string() }).parse(JSON.parse(event.value));
    const written = await rowsOf("event_rows", id);
    expect(written).toHaveLength(1);
    expect(await rowsOf("engine_rows", id)).toEqual(written);
  });

  test("leaves out a column that it does not know, and says which", () => {
    const unknown = { name: "brand_new", type: "String" };
    const { sql, names, leftOut } = selectEventRows([...columns, unknown], "SELECT 1");
    expect(leftOut).toContain("brand_new");
    expect(names).not.toContain("brand_new");
    expect(sql).not.toContain("brand_new");
  });

  test("gives a column of bytes what hex digits stand for", () => {
    const type = "FixedString(32)";
    const { sql } = selectEventRows([{ name: "checksum_value", type }], "SELECT 1");
    expect(sql).toContain("unhex(event.data.checksum.value) AS checksum_value");
  });
});

test("makeRows() makes events that the intake would take, each with ids of its own", async () => {
  const made = await store.verdicts.query(
    `SELECT source_body FROM (${makeRows(0, 1_000)})`,
    {},
    Body,
  );
  const events = made.map((row) => eventSchema.parse(JSON.parse(row.source_body)));
  expect(new Set(events.map(({ id }) => id)).size).toBe(1_000);
  const series = events.map(({ data }) => ("series" in data ? data.series?.asset : undefined));
  expect(new Set(series).size).toBe(500);
  expect(made[0]?.source_body.length).toBe(makeEvent(0).value.length);
});
