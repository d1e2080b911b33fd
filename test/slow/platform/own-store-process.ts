import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { createSimulatedClock } from "../../../platform/clock/simulated-clock.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import { openStore } from "../../../platform/store/open-store.ts";

/**
 * Opens the store in `argv[2]`, inserts a row, says its URL on standard output, and stays until it
 * is killed.
 */
const [, , directory = ""] = process.argv;
const logger = createLogger({ level: "error", destination: process.stderr });
const clock = createSimulatedClock(0);
try {
  const connection = { kind: "embedded", directory } as const;
  const store = await openStore({ connection, clock, logger });
  await store.writer.command(
    "CREATE TABLE IF NOT EXISTS kept (n UInt64) ENGINE = MergeTree ORDER BY n SETTINGS fsync_after_insert = 1",
  );
  await store.writer.insert("kept", [{ n: 1 }]);
  process.stdout.write(`opened ${store.url}\n`);
  await sleep(600_000);
} catch (error) {
  process.stdout.write(`refused ${error instanceof Error ? error.message : "?"}\n`);
  process.exitCode = 1;
}
