import { parseArgs } from "node:util";
import { fuzzBackups } from "../../verifiers/sql-server-backup/fuzz-backups.ts";

/**
 * `npm run fuzz:bak -- [--mutants 1000000] [--seed 1]`: mutants of small SQL Server backups through
 * the reader. Ends with 1 at the first that it fails at.
 */
const STEP = 20_000;
const MEMORY_BYTES_MAX = 256 * 2 ** 20;
const { values } = parseArgs({
  options: {
    mutants: { type: "string", default: "1000000" },
    seed: { type: "string", default: "1" },
  },
});

for (let done = 0; done < Number(values.mutants); done += STEP) {
  const mutants = Math.min(STEP, Number(values.mutants) - done);
  const fuzzed = await fuzzBackups(mutants, Number(values.seed) + done);
  const residentBytes = process.memoryUsage.rss();
  process.stdout.write(`${JSON.stringify({ done: done + mutants, ...fuzzed, residentBytes })}\n`);
  if (residentBytes > MEMORY_BYTES_MAX) throw new Error("The reader takes too much memory");
}
