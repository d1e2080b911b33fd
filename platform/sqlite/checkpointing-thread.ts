import { parentPort, workerData } from "node:worker_threads";
import { createSystemClock } from "../clock/system-clock.ts";
import { OperatingError } from "../errors/operating-error.ts";
import { Database } from "./database.ts";

// The other end of `startCheckpoints`.
const LOOK_EVERY_MS = 100;
/** With less a page is moved more often; with more a commit's sync waits longer for the disk. */
const WAL_BYTES_MIN = 8 * 2 ** 20;

const databases = (workerData as readonly string[]).map((file) => new Database(file));
const looking = createSystemClock().every(LOOK_EVERY_MS, async () => {
  for (const database of databases) move(database);
});
parentPort?.on("message", async () => {
  await looking.stop();
  for (const database of databases) database.close();
  parentPort?.close();
});

/** What is wrong with the disk the next commit tells; here it is tried again. */
function move(database: Database): void {
  try {
    database.checkpoint(WAL_BYTES_MIN);
  } catch (error) {
    if (!(error instanceof OperatingError)) throw error;
  }
}
