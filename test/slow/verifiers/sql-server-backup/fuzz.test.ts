import { expect, test } from "vitest";
import { fuzzBackups } from "../../../verifiers/sql-server-backup/fuzz-backups.ts";
import { fuzzRows } from "../../../verifiers/sql-server-rows/fuzz-rows.ts";

/** A million: npm run fuzz:bak. */
const MUTANTS = 20_000;
const ROW_MUTANTS = 4_000;
const MEMORY_BYTES_MAX = 256 * 2 ** 20;

test("mutants of small backups neither crash the reader nor fill its memory", async () => {
  const { verdicts, heapAndBuffersBytesMax } = await fuzzBackups(MUTANTS, 1);
  expect(heapAndBuffersBytesMax).toBeLessThan(MEMORY_BYTES_MAX);
  expect(verdicts["damaged"]).toBeGreaterThan(MUTANTS / 2);
});

test("tables of mutants are exported, or refused with a word about it", async () => {
  const { rows, refused } = await fuzzRows(ROW_MUTANTS, 1);
  expect(rows).toBeGreaterThan(ROW_MUTANTS / 4);
  expect(refused).toBeGreaterThan(ROW_MUTANTS / 20);
});
