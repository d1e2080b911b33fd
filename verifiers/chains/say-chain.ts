import { instantToJson } from "../../schemas/instant.ts";
import type { Series } from "../../schemas/series.ts";
import type { Backup } from "./backup.ts";
import type { Lack } from "./find-chain.ts";

/** Backups by their type, without an article; all feminine in French. */
export const BACKUP_NAMES: Readonly<
  Record<Series["backupType"], { readonly en: string; readonly fr: string }>
> = {
  full: { en: "full backup", fr: "sauvegarde complète" },
  differential: { en: "differential backup", fr: "sauvegarde différentielle" },
  log: { en: "log backup", fr: "sauvegarde de journal" },
  incremental: { en: "incremental backup", fr: "sauvegarde incrémentale" },
  image: { en: "image", fr: "sauvegarde d'image" },
};

/** What a chain lacks, in words and in facts. */
export const sayChain = { unheard, unsaid, circle, absent, copyOnly, noCopy, gap, noAnchor };

/** As the reason of a check names a backup. */
export function nameBackup({ series, runId, finishedAtMs }: Backup) {
  const { en, fr } = BACKUP_NAMES[series.backupType];
  const at = instantToJson(finishedAtMs);
  return { en: `${en} ${runId} of ${at}`, fr: `${fr} ${runId} du ${at}` };
}

/** As what a check observed names a backup. */
export function factsOf({ series, runId, finishedAtMs, chain }: Backup) {
  return {
    ...{ backupType: series.backupType, runId, finishedAt: instantToJson(finishedAtMs) },
    ...(chain?.firstLsn != null && { firstLsn: String(chain.firstLsn) }),
    ...(chain?.lastLsn != null && { lastLsn: String(chain.lastLsn) }),
  };
}

function unheard(runId: string): Lack {
  return {
    reason: {
      en: `Nothing was heard of the run ${runId} itself, so that what it rests on is not known.`,
      fr: `On n'a rien su de l'exécution ${runId} elle-même : ce dont elle dépend est inconnu.`,
    },
    observed: { runId },
  };
}

function unsaid(own: Backup): Lack {
  return {
    reason: {
      en: "Its source does not say which backups it rests on.",
      fr: "Sa source ne dit pas de quelles sauvegardes elle dépend.",
    },
    observed: { of: factsOf(own) },
  };
}

function circle(own: Backup): Lack {
  return {
    reason: {
      en: "The backups that it rests on rest on one another in a circle.",
      fr: "Les sauvegardes dont elle dépend dépendent en cercle les unes des autres.",
    },
    observed: { of: factsOf(own) },
  };
}

function absent(own: Backup, named: string): Lack {
  return {
    reason: {
      en: `It rests on ${named}, which is not among the backups of its asset.`,
      fr: `Elle dépend de « ${named} », absente des sauvegardes de sa ressource.`,
    },
    observed: { missing: named, of: factsOf(own) },
  };
}

function copyOnly(base: Backup): Lack {
  const { en, fr } = nameBackup(base);
  return {
    reason: {
      en: `It rests on the ${en}, which is copy-only and cannot be its base.`,
      fr: `Elle dépend de la ${fr}, en copie seule, qui ne peut lui servir de base.`,
    },
    observed: { missing: factsOf(base), copyOnly: true },
  };
}

function noCopy(link: Backup): Lack {
  const { en, fr } = nameBackup(link);
  return {
    reason: {
      en: `It rests on the ${en}, of which no copy is there.`,
      fr: `Elle dépend de la ${fr}, dont aucune copie n'est présente.`,
    },
    observed: { missing: factsOf(link) },
  };
}

function gap(before: Backup, own: Backup, reached: bigint): Lack {
  const { en, fr } = nameBackup(before);
  const fromLsn = String(reached);
  return {
    reason: {
      en: `No log leads on from the ${en}: what follows LSN ${fromLsn} is missing.`,
      fr: `Aucun journal ne prend la suite de la ${fr} : il manque ce qui suit le LSN ${fromLsn}.`,
    },
    observed: { missing: { afterLsn: fromLsn }, before: factsOf(before), of: factsOf(own) },
  };
}

function noAnchor(own: Backup): Lack {
  return {
    reason: {
      en: "No full or differential backup of its family and recovery fork came before it.",
      fr: "Aucune sauvegarde complète ou différentielle de sa famille et de sa branche de restauration ne la précède.",
    },
    observed: { of: factsOf(own) },
  };
}
