import type { Bilingual } from "../../../schemas/bilingual.ts";
import { type Judged, judged, passed } from "./judge-fault.ts";
import type { BackupSet } from "./read-backup-set.ts";
import { type Directories, verifyStatement } from "./restore-statements.ts";
import { type Trial, takeStep } from "./trial.ts";

/** "The backup set on file %d is valid." */
const VALID = 3262;

const DAMAGED: Bilingual = {
  en: "The backup was taken past damaged pages, as its own header says.",
  fr: "La sauvegarde a été faite malgré des pages endommagées, comme le dit son en-tête.",
};
const NO_WORD: Bilingual = {
  en: "The server did not say that the set is valid.",
  fr: "Le serveur n'a pas dit que la sauvegarde est valide.",
};
const CHECKED: Bilingual = {
  en: "The set is complete, and every checksum in it is right.",
  fr: "La sauvegarde est complète, et chacune de ses sommes de contrôle est juste.",
};
const COMPLETE: Bilingual = {
  en: "The set is complete; it was taken without checksums.",
  fr: "La sauvegarde est complète ; elle a été faite sans sommes de contrôle.",
};
/**
 * `RESTORE VERIFYONLY` of each set, with its checksums where it has some. A set without them is
 * said to be without: it may be whole all the same, which CHECKDB will tell. `copy` in what was
 * observed says which of the request's copies is not valid, from 0.
 */
export async function verifySets(
  trial: Trial,
  sets: readonly BackupSet[],
  directories: Directories,
): Promise<Judged> {
  let last: Judged = judged("sandbox", NO_WORD, {});
  for (const [copy, set] of sets.entries()) {
    last = await takeStep(trial, "verify-only", () => verifySet(trial, set, directories));
    if (last.verdict !== "pass") return { ...last, observed: { ...last.observed, copy } };
  }
  return last;
}

async function verifySet(
  { session, name, request, signal }: Trial,
  set: BackupSet,
  directories: Directories,
): Promise<Judged> {
  const observed = { position: set.position, hasChecksums: set.hasChecksums };
  if (set.damaged) return judged("backup", DAMAGED, observed);
  let valid = false;
  const statement = verifyStatement(set, {
    ...{ name, directories, checksum: set.hasChecksums },
    loadHistory: request.targetMs !== null,
  });
  await session.run(statement, {
    signal,
    onNotice: ({ number }) => {
      valid ||= number === VALID;
    },
  });
  if (!valid) return judged("sandbox", NO_WORD, observed);
  return passed(set.hasChecksums ? CHECKED : COMPLETE, observed);
}
