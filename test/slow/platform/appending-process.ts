import { writeSync } from "node:fs";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { openEmbeddedLog } from "../../../platform/log/open-embedded-log.ts";

const STANDARD_OUTPUT = 1;
const [directory = "", writer = "", batches = "", entriesPerBatch = ""] = process.argv.slice(2);

/**
 * Run as a process of its own: appends batches to the log and says each number once it is durable.
 */
const log = await openEmbeddedLog({ directory, clock: createSystemClock() });
for (let batch = 0; batch < Number(batches); batch++) {
  const entries = Array.from({ length: Number(entriesPerBatch) }, (_, index) => ({
    key: `${writer}-${index}`,
    value: `${batch}`,
  }));
  await log.append({ name: "processes", partitions: 2 }, entries);
  writeSync(STANDARD_OUTPUT, `${batch}\n`);
}
await log.close();
