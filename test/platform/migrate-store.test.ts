import { setImmediate } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createSimulatedClock } from "../../platform/clock/simulated-clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import { migrateStore } from "../../platform/store/migrate-store.ts";
import { takeMigrationTurn } from "../../platform/store/migration-turn.ts";
import { clickhouseMigrations } from "../../schemas/clickhouse/migrations.ts";
import { expectKeptSchema } from "./dump-schema.ts";
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

  it("leads to the schema that is kept in the tree", async () => {
    await expectKeptSchema(served.store.verdicts);
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

describe("takeMigrationTurn()", () => {
  const clock = createSimulatedClock(0);
  const take = () => takeMigrationTurn(served.store.writer, { clock, database: "vigie" });

  /** Lets time pass for a waiter that asks the engine between its sleeps. */
  async function advance<T>(waiter: Promise<T>, durationMs: number): Promise<T | "waits"> {
    let settled: T | "waits" = "waits";
    void waiter.then((value) => {
      settled = value;
    });
    const untilMs = clock.nowMs() + durationMs;
    while (clock.nowMs() < untilMs && settled === "waits") {
      await clock.advanceTo(clock.nowMs() + 500);
      await served.store.verdicts.query("SELECT 1", {}, z.unknown());
      await setImmediate();
    }
    return settled;
  }

  it("gives the turn to one after another", async () => {
    const first = await take();
    const second = take();
    await first.renew();
    expect(await advance(second, 20_000)).toBe("waits");
    await first.release();
    const turn = await advance(second, 20_000);
    expect(turn).not.toBe("waits");
    await (await second).release();
    await (await take()).release();
  });

  it("takes over from a holder that died, which cannot go on should it come back", async () => {
    const dead = await take();
    const second = take();
    expect(await advance(second, 60_000)).toBe("waits");
    expect(await advance(second, 600_000)).not.toBe("waits");
    await expect(dead.renew()).rejects.toThrow(/took over/);
    await (await second).renew();
    await expect(dead.renew()).rejects.toThrow(/took over/);
    await (await second).renew();
    await (await second).release();
  });

  it("stays with who runs a statement, however long that takes", async () => {
    const begun = Promise.withResolvers<void>();
    const done = Promise.withResolvers<void>();
    const { writer } = served.store;
    const command = async (sql: string) => {
      if (sql !== "SELECT 'long'") return writer.command(sql);
      begun.resolve();
      await done.promise;
    };
    const server = { clock, database: "vigie" };
    const long = add("8001-long", "SELECT 'long'");
    const migrating = migrateStore({ ...writer, command }, long, server);
    await begun.promise;
    const second = take();
    expect(await advance(second, 240_000)).toBe("waits");
    done.resolve();
    await migrating;
    expect(await advance(second, 60_000)).not.toBe("waits");
    await (await second).release();
    await writer.command(
      "ALTER TABLE migrations DELETE WHERE name = '8001-long' SETTINGS mutations_sync = 1",
    );
  });

  it("leaves one small table, and no more with each turn", async () => {
    const sql = "SELECT comment FROM system.tables WHERE startsWith(name, 'migration_turn_')";
    const left = await served.store.verdicts.query(sql, {}, z.object({ comment: z.string() }));
    expect(left).toEqual([{ comment: "free" }]);
  });
});
