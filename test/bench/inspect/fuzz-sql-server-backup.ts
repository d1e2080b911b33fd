import { parseArgs } from "node:util";
import { fuzzBackups } from "../../verifiers/sql-server-backup/fuzz-backups.ts";
import { fuzzRows } from "../../verifiers/sql-server-rows/fuzz-rows.ts";

/**
 * `npm run fuzz:bak -- [--mutants 1000000] [--seed 1] [--of backups|rows]`: mutants of small SQL
 * Server backups through the reader, and as many whose table is exported. Ends with 1 at the first
 * that it fails at.
 */
const STEP = 20_000;
const MEMORY_BYTES_MAX = 256 * 2 ** 20;
const { values } = parseArgs({
  options: {
    mutants: { type: "string", default: "1000000" },
    seed: { type: "string", default: "1" },
    of: { type: "string", multiple: true, default: ["backups", "rows"] },
  },
});
const kinds = { backups: fuzzBackups, rows: fuzzRows };

for (let done = 0; done < Number(values.mutants); done += STEP) {
  const mutants = Math.min(STEP, Number(values.mutants) - done);
  for (const [of, fuzz] of Object.entries(kinds)) {
    if (!values.of.includes(of)) continue;
    const fuzzed = await fuzz(mutants, Number(values.seed) + done);
    const residentBytes = process.memoryUsage.rss();
    const said = { of, done: done + mutants, ...fuzzed, residentBytes };
    process.stdout.write(`${JSON.stringify(said)}\n`);
    if (residentBytes > MEMORY_BYTES_MAX) throw new Error("The reader takes too much memory");
  }
}
