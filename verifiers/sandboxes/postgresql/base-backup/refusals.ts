import type { Bilingual } from "../../../../schemas/bilingual.ts";
import type { Judged } from "../../stage.ts";
import type { LayOutJob } from "./lay-out-job.ts";

/** Why the files of a base backup are not laid out, or not any further. */
export const REFUSALS = {
  damaged: (reason: Bilingual, role: LayOutJob["role"]): Judged => ({
    ...{ verdict: "fail", reason, observed: {} },
    fault: role === "following" ? "chain" : "backup",
  }),
  tooLarge: refuse("sandbox", {
    en: "The copy expands past what a sandbox may take.",
    fr: "La copie décompressée dépasse ce qu'un bac à sable accepte.",
  }),
  unsafeMember: refuse("policy", {
    en: "It holds a link, a device or a path that leads out of the directory: nothing of it is restored.",
    fr: "Elle contient un lien, un périphérique ou un chemin qui sort du répertoire : rien n'en est restauré.",
  }),
  unknownFollower: refuse("policy", {
    en: "What follows the base backup is neither its log nor one of its tablespaces.",
    fr: "Ce qui suit la sauvegarde de base n'est ni son journal ni l'un de ses tablespaces.",
  }),
  incremental: refuse("policy", {
    en: "The base backup is incremental: it is not joined here to the one that it rests on.",
    fr: "La sauvegarde de base est incrémentale : elle n'est pas réunie ici à celle sur laquelle elle repose.",
  }),
  otherVersion: (major: number, majors: readonly number[]): Judged => {
    const needed = Number.isInteger(major) ? major : null;
    const installed = majors.join(", ");
    const judged = refuse("version", {
      en: `The data directory is of PostgreSQL ${needed ?? "unknown"}; installed here: ${installed}.`,
      fr: `Le répertoire de données est de PostgreSQL ${needed ?? "inconnu"} ; installé ici : ${installed}.`,
    });
    return { ...judged, observed: { needed, installed } };
  },
} as const;

function refuse(fault: NonNullable<Judged["fault"]>, reason: Bilingual): Judged {
  return { verdict: "inconclusive", reason, observed: {}, fault };
}
