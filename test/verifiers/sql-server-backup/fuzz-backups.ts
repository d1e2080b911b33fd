import { createSimulatedClock } from "../../../platform/clock/simulated-clock.ts";
import { inspectionSchema } from "../../../schemas/inspection.ts";
import { sqlServerBackup } from "../../../verifiers/formats/sql-server-backup/sql-server-backup.ts";
import { toSource } from "./inspect-bytes.ts";
import { MUTANT_BYTES_MAX, mutate } from "./mutate.ts";
import { createRandom } from "./random.ts";
import { DIFFERENTIAL, writeBackup } from "./write-backup.ts";
import { writeDatabase } from "./write-page.ts";

/** What is looked at in full is one of so many. */
const PARSED_EVERY = 50;

export type Fuzzed = {
  readonly mutants: number;
  readonly verdicts: Readonly<Record<string, number>>;
  readonly heapAndBuffersBytesMax: number;
};

/**
 * Inspects mutants of small backups, catalogue and all. Rejects where the reader does, or where
 * what it says is no inspection.
 */
export async function fuzzBackups(mutants: number, seed: number): Promise<Fuzzed> {
  const random = createRandom(seed);
  const originals = writeOriginals();
  const verdicts: Record<string, number> = {};
  let heapAndBuffersBytesMax = 0;
  for (let mutant = 0; mutant < mutants; mutant += 1) {
    const original = originals[mutant % originals.length];
    if (!original) continue;
    const offsets = original.parts.map(({ offset }) => offset);
    const bytes = mutate(original.bytes, offsets, random);
    const inspections = await inspect(bytes, `mutant ${mutant} of seed ${seed}`);
    for (const { verdict } of inspections) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
    if (mutant % PARSED_EVERY > 0) continue;
    for (const inspection of inspections) inspectionSchema.parse(inspection);
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    heapAndBuffersBytesMax = Math.max(heapAndBuffersBytesMax, heapUsed + arrayBuffers);
  }
  return { mutants, verdicts, heapAndBuffersBytesMax };
}

async function inspect(bytes: Buffer, which: string) {
  const options = { clock: createSimulatedClock(0), signal: new AbortController().signal };
  try {
    return await sqlServerBackup.inspect(toSource(bytes), options);
  } catch (error) {
    throw new Error(`The reader failed at ${which}`, { cause: error });
  }
}

function writeOriginals() {
  const first = (pages: number, protection: "checksum" | "torn bits") => {
    const unallocated = [0, 1, 2, 3, 4, 5, 6, 7].filter((page) => page >= pages);
    return writeDatabase({ extents: 1, unallocated, protection }).slice(0, pages);
  };
  const torn = first(2, "torn bits");
  const originals = [
    writeBackup({ sets: [{ runs: [first(4, "checksum")] }] }),
    writeBackup({ sets: [{ runs: [torn] }, { attributes: DIFFERENTIAL, runs: [torn] }] }),
    writeBackup({ sets: [{ runs: [first(2, "checksum"), first(2, "checksum")] }] }),
  ];
  for (const { bytes } of originals)
    if (bytes.length > MUTANT_BYTES_MAX) throw new Error(`${bytes.length} bytes are too many`);
  return originals;
}
