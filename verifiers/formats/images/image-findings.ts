import type { Bilingual } from "../../../schemas/bilingual.ts";
import { backupFacts } from "../backup-facts.ts";
import type { Findings } from "../create-reader.ts";
import { DamagedCopy } from "../damaged-copy.ts";

/** What a disk image's own structures showed; `notes`: what else an operator should know. */
export function imageFindings(
  verdict: Findings["verdict"],
  { en, fr }: Bilingual,
  { blocks = 0, incremental = false, notes = [] as readonly Bilingual[] } = {},
): Findings {
  return {
    verdict,
    reasons: [{ en, fr }, ...notes],
    backup: backupFacts({ type: incremental ? "incremental" : "image" }),
    container: { blocks, streams: 0, bad: [] },
  };
}

/** A structure of an image is not what its format asks for. */
export function badStructure(en: string, fr: string): DamagedCopy {
  return new DamagedCopy({ en: `${en}.`, fr: `${fr}.` });
}

/** An offset or length of 64 bits that may be used as a number; damage where it is beyond that. */
export function toOffset(value: bigint): number {
  if (value <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(value);
  throw badStructure(
    "A place within it is beyond any file",
    "Un emplacement annoncé dépasse tout fichier",
  );
}
