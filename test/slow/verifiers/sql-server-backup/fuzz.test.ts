import { expect, test } from "vitest";
import { fuzzBackups } from "../../../verifiers/sql-server-backup/fuzz-backups.ts";

/** A million: npm run fuzz:bak. */
const MUTANTS = 20_000;
const MEMORY_BYTES_MAX = 256 * 2 ** 20;

test("mutants of small backups neither crash the reader nor fill its memory", async () => {
  const { verdicts, heapAndBuffersBytesMax } = await fuzzBackups(MUTANTS, 1);
  expect(heapAndBuffersBytesMax).toBeLessThan(MEMORY_BYTES_MAX);
  expect(verdicts["damaged"]).toBeGreaterThan(MUTANTS / 2);
});
