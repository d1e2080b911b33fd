import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import { migrateStore } from "../../platform/store/migrate-store.ts";
import { clickhouseMigrations } from "../../schemas/clickhouse/migrations.ts";
import { openServedStore, type ServedStore } from "./open-served-store.ts";

let served: ServedStore;

beforeAll(async () => {
  served = await openServedStore();
});

afterAll(() => served.close());

const released = clickhouseMigrations();
const add = (name: string, sql: string) => [...released, { name, sql }];

async function columns(table: string): Promise<readonly string[]> {
  const sql = `DESCRIBE TABLE ${table}`;
  const rows = await served.store.verdicts.query(sql, {}, z.object({ name: z.string() }));
  return rows.map(({ name }) => name);
}

describe("migrateStore()", () => {
  it("runs each migration once, however often it is called", async () => {
    await migrateStore(served.store.writer, released);
    await migrateStore(served.store.writer, released.toReversed());
    expect(await columns("migrations")).toEqual(["name", "sha256"]);
    const sql = "SELECT name FROM migrations ORDER BY name";
    const rows = await served.store.verdicts.query(sql, {}, z.object({ name: z.string() }));
    expect(rows).toEqual(released.map(({ name }) => ({ name })));
  });

  it("makes every table and view that the stages use", async () => {
    for (const view of ["events", "copies", "findings", "proofs", "rejects", "series_states"])
      expect(await columns(view), view).not.toEqual([]);
  });

  it("goes on after a migration that stopped midway", async () => {
    const first = "CREATE TABLE IF NOT EXISTS halfway (a Int8) ENGINE = MergeTree ORDER BY a";
    const bad = add("8000-halfway", `${first};\nCREATE TABLE IF NOT EXISTS broken (;\n`);
    await expect(migrateStore(served.store.writer, bad)).rejects.toThrow(OperatingError);
    const added =
      "-- A second; after; the first.\nALTER TABLE halfway ADD COLUMN IF NOT EXISTS b Int8";
    await migrateStore(served.store.writer, add("8000-halfway", `${first};\n${added};\n`));
    expect(await columns("halfway")).toEqual(["a", "b"]);
    await served.store.writer.command(
      "ALTER TABLE migrations DELETE WHERE name = '8000-halfway' SETTINGS mutations_sync = 1",
    );
  });

  it("refuses a released migration that changed", async () => {
    const changed = released.map(({ name, sql }, index) => ({
      name,
      sql: index === 0 ? `${sql}\n-- edited` : sql,
    }));
    await expect(migrateStore(served.store.writer, changed)).rejects.toThrow(/changed after/);
  });

  it("refuses a store that a newer Vigie made", async () => {
    await expect(migrateStore(served.store.writer, released.slice(0, -1))).rejects.toThrow(/newer/);
  });
});
