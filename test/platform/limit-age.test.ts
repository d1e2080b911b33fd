import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { limitAge } from "../../platform/store/limit-age.ts";
import type { Store } from "../../platform/store/store.ts";
import { AGING_TABLES } from "../../schemas/clickhouse/aging-tables.ts";
import { openServedStore, type ServedStore } from "./open-served-store.ts";

const YEAR_MS = 365 * 86_400_000;

let served: ServedStore;
let sent: string[];
let writer: Store;
beforeAll(async () => {
  served = await openServedStore();
});
afterAll(() => served.close());
beforeEach(() => {
  sent = [];
  const { store } = served;
  writer = {
    ...store.writer,
    command: async (sql) => {
      sent.push(sql);
      await store.writer.command(sql);
    },
  };
});

/** The age is measured by the engine's own clock, so the rows are decades old or of the future. */
async function insert() {
  const times = ["2001-01-01T00:00:00Z", "2040-01-01T00:00:00Z"];
  await writer.insert(
    "event_rows",
    times.map((time, index) => ({ id: `${index}`, time })),
  );
  await writer.insert(
    "reject_rows",
    times.map((time, index) => ({ id: `${index}`, received_at: time })),
  );
  await writer.insert("finding_rows", [{ id: "0", opened_at: times[0] }]);
}

async function years(): Promise<readonly unknown[]> {
  for (const table of ["event_rows", "reject_rows", "finding_rows"])
    await served.store.writer.command(`OPTIMIZE TABLE ${table} FINAL`);
  const sql = `SELECT toYear(time) AS year FROM events UNION ALL
    SELECT toYear(received_at) FROM rejects UNION ALL SELECT toYear(opened_at) FROM findings`;
  const rows = await served.store.verdicts.query(sql, {}, z.object({ year: z.number() }));
  return rows.map(({ year }) => year).sort();
}

const keep = (keepMs: number | null) => limitAge(writer, { tables: AGING_TABLES, keepMs });

describe("limitAge()", () => {
  test("lets old events and rejects go, by when they happened, and keeps findings", async () => {
    await insert();
    await keep(null);
    expect(sent).toEqual([]);
    expect(await years()).toEqual([2001, 2001, 2001, 2040, 2040]);
    await keep(10 * YEAR_MS);
    expect(await years()).toEqual([2001, 2040, 2040]);
  });

  test("changes nothing that is set so already, and follows the setting", async () => {
    await keep(10 * YEAR_MS);
    expect(sent).toEqual([]);
    await keep(45 * YEAR_MS);
    expect(sent).toHaveLength(AGING_TABLES.length);
    await insert();
    expect(await years()).toEqual([2001, 2001, 2001, 2040, 2040]);
    await keep(null);
    expect(sent.slice(AGING_TABLES.length)).toEqual(
      AGING_TABLES.map(({ table }) => `ALTER TABLE ${table} REMOVE TTL`),
    );
    await keep(null);
    expect(sent).toHaveLength(2 * AGING_TABLES.length);
  });

  test("alters the local tables of a cluster", async () => {
    const cluster = { cluster: "c", database: "vigie" };
    const none: Store = { ...writer, command: async (sql) => void sent.push(sql) };
    await limitAge(none, { tables: AGING_TABLES, keepMs: 5_000, cluster });
    expect(sent[0]).toBe(
      "ALTER TABLE event_rows_local ON CLUSTER `c` MODIFY TTL toDateTime(time) + INTERVAL 5 SECOND",
    );
  });
});
