import { writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { openEmbeddedLog } from "../../../platform/log/open-embedded-log.ts";

const STANDARD_OUTPUT = 1;
const RECORDS_MAX = 50;
const [directory = ""] = process.argv.slice(2);

/**
 * Run as a process of its own: a member of group `g` that says what it polled, and whether the
 * commit held.
 */
const log = await openEmbeddedLog({ directory, clock: createSystemClock() });
const consumer = await log.consume({ name: "processes", partitions: 2 }, "g");
for (;;) {
  const records = await consumer.poll(RECORDS_MAX);
  const said = records.map(({ key, value }) => `${key}=${value}`);
  const committed = await consumer.commit().then(
    () => true,
    () => false,
  );
  if (records.length > 0) writeSync(STANDARD_OUTPUT, `${JSON.stringify({ committed, said })}\n`);
  else await sleep(5);
}
