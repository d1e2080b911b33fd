import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { createSimulatedClock } from "../../../platform/clock/simulated-clock.ts";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import { migrateStore } from "../../../platform/store/migrate-store.ts";
import { openStore } from "../../../platform/store/open-store.ts";
import type { Store } from "../../../platform/store/store.ts";
import { clickhouseMigrations } from "../../../schemas/clickhouse/migrations.ts";
import { dumpSchema, expectKeptSchema } from "../../platform/dump-schema.ts";

const PROCESS = fileURLToPath(new URL("./migrating-process.ts", import.meta.url));
const clock = createSimulatedClock(0);
const logger = createLogger({ level: "error", destination: process.stderr });

let directory: string;
let children: ChildProcess[];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-migrate-"));
  children = [];
});
afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  await rm(directory, { recursive: true });
});

function start(...options: readonly string[]) {
  const child = spawn(process.execPath, [PROCESS, ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  return child;
}

function open() {
  return openStore({ connection: { kind: "embedded", directory }, clock, logger });
}

describe("a process killed while it migrates", () => {
  // The table of migrations comes first; then each file's statements, and its name.
  test.each([2, 3, 4, 6, 8])("before statement %i is gone on after", async (before) => {
    const child = start("embedded", directory, `${before}`);
    const [said] = await once(child.stdout, "data");
    expect(`${said}`).toBe("stays\n");
    child.kill("SIGKILL");
    await once(child, "exit");
    const store = await open();
    const halfway = await dumpSchema(store.verdicts, "views");
    await migrateStore(store.writer, clickhouseMigrations());
    expect(await dumpSchema(store.verdicts, "views")).not.toBe(halfway);
    await expectKeptSchema(store.verdicts);
    await store.close();
  });
});

test("a kill after any statement of any migration is gone on after", async () => {
  const store = await open();
  const done = new Set<string>();
  let isDead = false;
  /** Dies with the first statement that no earlier process came to. */
  const untilNew = async (what: string, work: () => Promise<void>) => {
    if (isDead) throw new OperatingError("killed", { retryable: true });
    await work();
    isDead = !done.has(what);
    done.add(what);
  };
  const writer: Store = {
    ...store.writer,
    command: (sql) => untilNew(sql, () => store.writer.command(sql)),
    insert: (table, rows) => untilNew(JSON.stringify(rows), () => store.writer.insert(table, rows)),
  };
  let kills = 0;
  for (let isThrough = false; !isThrough; kills++) {
    isDead = false;
    isThrough = await migrateStore(writer, clickhouseMigrations()).then(
      () => true,
      (error) => {
        expect(error).toMatchObject({ message: "killed" });
        return false;
      },
    );
  }
  expect(kills).toBeGreaterThan(clickhouseMigrations().length * 2);
  await expectKeptSchema(store.verdicts);
  await store.close();
});

const COUNT = "SELECT statement, count() AS times FROM trail GROUP BY statement ORDER BY statement";
const Count = z.object({ statement: z.string(), times: z.coerce.number() });

describe("several processes that migrate one server at once", () => {
  test("run each statement once", async () => {
    const store = await open();
    const TRAIL = "CREATE TABLE trail (statement String) ENGINE = MergeTree ORDER BY statement";
    await store.writer.command(TRAIL);
    const migrations = ["0001-a", "0002-b", "0003-c"].map((name) => ({
      name,
      sql: ["1", "2", "3"].map((n) => `INSERT INTO trail SELECT '${name}/${n}'`).join(";\n"),
    }));
    const run = ["url", `${store.url}`, `${store.writeToken}`, JSON.stringify(migrations)];
    const said = await Promise.all([1, 2, 3, 4].map(() => text(start(...run).stdout)));
    expect(said).toEqual(["done\n", "done\n", "done\n", "done\n"]);
    const counts = await store.verdicts.query(COUNT, {}, Count);
    await store.close();
    expect(counts).toHaveLength(9);
    expect(counts.every(({ times }) => times === 1)).toBe(true);
  });
});
