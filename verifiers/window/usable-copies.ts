import type { Bilingual } from "../../schemas/bilingual.ts";
import type { Backup } from "../chains/backup.ts";
import { nameBackup } from "../chains/say-chain.ts";
import type { Reach } from "./find-reaches.ts";
import type { AssetProofs } from "./read-asset-proofs.ts";

/** Without the copies whose own last proof has failed: they restore nothing. */
export function leaveOutBad(backups: readonly Backup[], proofs: AssetProofs): readonly Backup[] {
  return backups.map((backup) => {
    const { runId } = backup;
    const copies = backup.copies.filter(({ uri }) => !proofs.isBad({ runId, uri }));
    return copies.length === backup.copies.length ? backup : { ...backup, copies };
  });
}

/** The backups that have copies, but none that is good. */
export function sayBad(backups: readonly Backup[], proofs: AssetProofs): readonly Reach[] {
  return backups.flatMap((backup): Reach[] => {
    const { runId, copies } = backup;
    const [first] = copies;
    if (!first || copies.some(({ uri }) => !proofs.isBad({ runId, uri }))) return [];
    const id = proofs.find({ runId, uri: first.uri })?.id ?? "";
    const reason = {
      en: `Every copy of it that is there has failed its proof, the first one proof ${id}.`,
      fr: `Toutes ses copies présentes ont échoué à la vérification, la première à la preuve ${id}.`,
    };
    return [{ kind: "broken", backups: [backup], reason }];
  });
}

/** Why logs go no further: the next one is known, and cannot be read. */
export function sayUnusable(next: Backup): Bilingual {
  const { en, fr } = nameBackup(next);
  return { en: `The ${en} has no good copy.`, fr: `La ${fr} n'a aucune copie utilisable.` };
}
