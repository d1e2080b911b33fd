import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { z } from "zod";
import { createSimulatedClock } from "../../platform/clock/simulated-clock.ts";
import { migrateStore } from "../../platform/store/migrate-store.ts";
import { renderForCluster } from "../../platform/store/render-for-cluster.ts";
import type { Store } from "../../platform/store/store.ts";
import { clickhouseMigrations } from "../../schemas/clickhouse/migrations.ts";
import { openServedStore, type ServedStore } from "./open-served-store.ts";

const CLUSTER = { cluster: "backup-2", database: "vigie" };

let served: ServedStore;
beforeAll(async () => {
  served = await openServedStore();
});
afterAll(() => served.close());

/** All that would be sent to a cluster, taken down on the way; questions go to the real engine. */
async function statementsForCluster(): Promise<readonly string[]> {
  const sent: string[] = [];
  const writer: Store = {
    ...served.store.writer,
    query: async (sql, parameters, row) =>
      /FROM migrations/.test(sql) ? [] : served.store.writer.query(sql, parameters, row),
    command: async (sql) => void sent.push(sql),
    insert: async () => undefined,
  };
  await migrateStore(writer, clickhouseMigrations(), {
    clock: createSimulatedClock(0),
    ...CLUSTER,
  });
  return sent;
}

async function ask(sql: string, parameters: Readonly<Record<string, string>> = {}) {
  const rows = await served.store.verdicts.query(sql, parameters, z.record(z.string(), z.string()));
  return rows.map((row) => Object.values(row).join("\n")).join("\n");
}

describe("the migrations, for a cluster", () => {
  it("all run on it, and the engine's own parser reads each as such", async () => {
    const sent = await statementsForCluster();
    expect(sent.length).toBeGreaterThan(20);
    for (const sql of sent) {
      const read = await ask("SELECT formatQuery({sql:String})", { sql });
      if (!sql.startsWith("INSERT")) expect(read, sql).toContain("ON CLUSTER `backup-2`");
    }
  });

  it("make a replicated and a distributed table of every table of one server", async () => {
    const sent = await statementsForCluster();
    const tables = clickhouseMigrations().flatMap(({ sql }) =>
      [...sql.matchAll(/CREATE TABLE IF NOT EXISTS (\w+)/g)].map(([, name]) => name),
    );
    expect(tables).toContain("event_rows");
    for (const name of tables) {
      const local = sent.find((sql) => sql.includes(`EXISTS ${name}_local ON`));
      expect(local).toMatch(/ENGINE = Replicated\w*MergeTree\('\/clickhouse\/tables\/\{shard\}/);
      const distributed = sent.find((sql) => sql.includes(`EXISTS ${name} ON`));
      expect(distributed).toContain(`'${name}_local', cityHash64(`);
    }
  });

  it("have the columns and the order that one server has", async () => {
    const sent = await statementsForCluster();
    const local = sent.filter((sql) => /(EXISTS|ALTER TABLE) event_rows_local /.test(sql));
    expect(local.length).toBeGreaterThan(5);
    for (const sql of local)
      await served.store.writer.command(
        sql
          .replace("event_rows_local ON CLUSTER `backup-2`", "as_on_cluster")
          .replace(/Replicated(\w+)\('[^']+', '\{replica\}'(?:, )?/, "$1(")
          .replace("replicated_dedup", "non_replicated_dedup"),
      );
    const shown = await ask("SHOW CREATE TABLE as_on_cluster");
    const original = await ask("SHOW CREATE TABLE event_rows");
    expect(shown.replace("as_on_cluster", "event_rows")).toBe(original);
  });

  it("shard by series what is of a series, and the rest by id", async () => {
    const keys = (await statementsForCluster()).flatMap((sql) => {
      const found = /'(\w+)_rows_local', cityHash64\((\w+)\)/.exec(sql);
      return found ? [[found[1], found[2]]] : [];
    });
    expect(Object.fromEntries(keys)).toMatchObject({
      event: "series_id",
      finding: "series_id",
      proof: "series_id",
      reject: "id",
      series_state: "series_id",
      run: "series_id",
      copy: "series_id",
      heartbeat: "collector",
      intake: "log_partition",
      incident: "id",
      page: "id",
    });
  });

  it("feed on each server the tables for boards from that server's own events", async () => {
    const feeds = (await statementsForCluster()).filter((sql) => /MATERIALIZED/.test(sql));
    expect(feeds.length).toBeGreaterThan(3);
    for (const sql of feeds)
      expect(sql).toMatch(
        /_feed ON CLUSTER `backup-2` TO \w+_rows_local AS\s[^;]*FROM (event|proof)_rows_local/,
      );
  });
});

test.each([
  [
    "ALTER TABLE event_rows ADD COLUMN IF NOT EXISTS a UInt8",
    [
      "ALTER TABLE event_rows_local ON CLUSTER `backup-2` ADD COLUMN IF NOT EXISTS a UInt8",
      "ALTER TABLE event_rows ON CLUSTER `backup-2` ADD COLUMN IF NOT EXISTS a UInt8",
    ],
  ],
  [
    "ALTER TABLE event_rows MODIFY TTL toDateTime(time) + INTERVAL 5 SECOND",
    [
      "ALTER TABLE event_rows_local ON CLUSTER `backup-2` MODIFY TTL toDateTime(time) + INTERVAL 5 SECOND",
    ],
  ],
  [
    "ALTER TABLE event_rows MODIFY SETTING non_replicated_deduplication_window = 0",
    [
      "ALTER TABLE event_rows_local ON CLUSTER `backup-2` MODIFY SETTING replicated_deduplication_window = 0",
    ],
  ],
  [
    "CREATE OR REPLACE VIEW a AS SELECT 1",
    ["CREATE OR REPLACE VIEW a ON CLUSTER `backup-2` AS SELECT 1"],
  ],
])("renderForCluster() renders %s", (sql, rendered) => {
  expect(renderForCluster(sql, CLUSTER)).toEqual(rendered);
});

test.each([
  "CREATE TABLE a (b UInt8) ENGINE = Memory",
  "CREATE MATERIALIZED VIEW IF NOT EXISTS a TO b AS SELECT 1",
  "DROP TABLE event_rows",
  "INSERT INTO event_rows SELECT 1",
])("renderForCluster() refuses what it does not know: %s", (sql) => {
  expect(() => renderForCluster(sql, CLUSTER)).toThrow("No rendering for a cluster");
});
