import type { Bilingual } from "../../../schemas/bilingual.ts";
import { followLog } from "../write-ahead-log/follow-log.ts";
import type { LogRun } from "../write-ahead-log/walk-log.ts";
import { type BackupLabel, tellLsn } from "./backup-label.ts";
import type { ManifestFacts } from "./check-manifest.ts";

const LOG_DAMAGED = {
  en: "The log that it brought is damaged: its next record does not agree with its checksum, or is cut.",
  fr: "Le journal qu'elle contient est endommagé : un enregistrement ne correspond pas à sa somme de contrôle, ou est coupé.",
};
const NO_LOG = {
  en: "Its log is not within: a restore needs it from elsewhere.",
  fr: "Son journal n'est pas dedans : une restauration en a besoin d'ailleurs.",
};

type Within = {
  /** Null in the image of a stopped server, which needs no log. */
  readonly label: BackupLabel | null;
  readonly manifest: ManifestFacts | null;
  readonly runs: readonly LogRun[];
  /** Of a file of the log that is none. */
  readonly logFault: Bilingual | null;
  /** Whether the server itself sent it, which is then all that there is of the log, or nothing. */
  readonly isSentWhole: boolean;
};
type Judged = {
  readonly isDamaged: boolean;
  readonly reasons: readonly Bilingual[];
  readonly lastLsn: string | null;
};

/** What a base backup brought to be checked by: its manifest, and the log to its end. */
export function judgeWithin(within: Within): Judged {
  const { label, manifest } = within;
  const log = label ? judgeLog(label, within) : null;
  const faults = [manifest?.fault, log?.fault].flatMap((fault) => fault ?? []);
  const told = [manifest && tellManifest(manifest), log?.told].flatMap((reason) => reason ?? []);
  const isDamaged = faults.length > 0;
  return { isDamaged, reasons: isDamaged ? faults : told, lastLsn: log?.lastLsn ?? null };
}

type LogJudged = {
  readonly fault: Bilingual | null;
  readonly told: Bilingual | null;
  readonly lastLsn: string | null;
};

/** Files that were gathered while their server wrote them may end anywhere. */
function judgeLog(
  label: BackupLabel,
  { manifest, runs, logFault, isSentWhole }: Within,
): LogJudged {
  const nothing = { fault: null, told: null, lastLsn: null };
  const way = followLog(runs, label, manifest?.endLsn ?? null);
  const last = way.runs.at(-1);
  const isWhole = way.backupEnd !== null && logFault === null && last?.damagedLsn === null;
  if (isWhole) {
    const told = tellReach(label.startLsn, last.endLsn);
    return { ...nothing, told, lastLsn: String(last.endLsn) };
  }
  if (runs.length === 0 && logFault === null) return { ...nothing, told: NO_LOG };
  const stops = tellShort(last?.endLsn ?? label.startLsn);
  if (!isSentWhole) return { ...nothing, told: stops };
  const isBroken = last !== undefined && last.damagedLsn !== null;
  return { ...nothing, fault: logFault ?? (isBroken ? LOG_DAMAGED : stops) };
}

function tellManifest({ files, unsummed }: ManifestFacts): Bilingual {
  return {
    en: `All ${files} files of its manifest are there, ${files - unsummed} compared by checksum.`,
    fr: `Les ${files} fichiers de son manifeste sont là, dont ${files - unsummed} comparés par somme de contrôle.`,
  };
}

function tellShort(lsn: bigint): Bilingual {
  return {
    en: `The log that it brought stops at ${tellLsn(lsn)}, before the backup's end.`,
    fr: `Le journal qu'elle contient s'arrête à ${tellLsn(lsn)}, avant la fin de la sauvegarde.`,
  };
}

function tellReach(from: bigint, to: bigint): Bilingual {
  return {
    en: `Its log leads from ${tellLsn(from)} to ${tellLsn(to)}, every record with its checksum.`,
    fr: `Son journal mène de ${tellLsn(from)} à ${tellLsn(to)}, chaque enregistrement avec sa somme de contrôle.`,
  };
}
