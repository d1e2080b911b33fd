import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import { migrateStore } from "../../../platform/store/migrate-store.ts";
import { openStore } from "../../../platform/store/open-store.ts";
import type { Store } from "../../../platform/store/store.ts";
import { clickhouseMigrations } from "../../../schemas/clickhouse/migrations.ts";

/**
 * `embedded DIRECTORY BEFORE`: migrates the store in a directory, and stays for its killer before
 * statement number BEFORE. `url URL TOKEN MIGRATIONS`: migrates a shared server with migrations
 * given as JSON. Says what it did on standard output.
 */
const [, , kind, where = "", ...rest] = process.argv;
const clock = createSystemClock();
const logger = createLogger({ level: "error", destination: process.stderr });
await (kind === "embedded" ? migrateDirectory(Number(rest[0])) : migrateServer(rest));
process.exit();

async function migrateDirectory(before: number): Promise<void> {
  const connection = { kind: "embedded", directory: where } as const;
  const store = await openStore({ connection, clock, logger });
  await migrateStore(stayBefore(before, store.writer), clickhouseMigrations());
  await store.close();
  process.stdout.write("done\n");
}

/** Of commands and inserts alike. */
function stayBefore(before: number, writer: Store): Store {
  let statements = 0;
  const pass = async () => {
    statements += 1;
    if (statements < before) return;
    process.stdout.write("stays\n");
    await sleep(600_000);
  };
  return {
    ...writer,
    command: async (sql) => {
      await pass();
      await writer.command(sql);
    },
    insert: async (...insert) => {
      await pass();
      await writer.insert(...insert);
    },
  };
}

async function migrateServer([token = "", migrations = "[]"]: readonly string[]): Promise<void> {
  const connection = { kind: "url", url: where, token } as const;
  const store = await openStore({ connection, clock, logger });
  await migrateStore(store.writer, JSON.parse(migrations), { clock, database: "vigie" });
  await store.close();
  process.stdout.write("done\n");
}
