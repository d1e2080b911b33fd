import type { Bilingual } from "../../../../schemas/bilingual.ts";
import { type BackupLabel, tellLsn } from "../../../formats/data-directory/backup-label.ts";
import { followLog } from "../../../formats/write-ahead-log/follow-log.ts";
import { nameSegment } from "../../../formats/write-ahead-log/segment-header.ts";
import type { LogRun } from "../../../formats/write-ahead-log/walk-log.ts";
import type { Judged } from "../../stage.ts";

const MICROS_PER_MS = 1_000n;
/** The last instant of a Date (ECMA-262); PostgreSQL has later ones. */
const INSTANT_MS_MAX = 8_640_000_000_000_000n;

export type AskedOfLog = {
  readonly label: BackupLabel;
  /** Where the backup ends by its manifest; null where there is none. */
  readonly endLsn: bigint | null;
  readonly targetMs: number | null;
  /** When the cluster's latest checkpoint began that the backup has: it ended later. */
  readonly checkpointAtMs: number;
  /** Of the log's segments. */
  readonly segmentBytes: number;
  /** Whose fault it is where the log does not suffice: of the copy that holds it all, or not. */
  readonly fault: "backup" | "chain";
  /** Whether the base backup came by itself: its log may well be archived apart. */
  readonly isAlone: boolean;
};

/** Whether the log leads from where a base backup began to its end, and on to an instant. */
export function judgeLog(runs: readonly LogRun[], asked: AskedOfLog): Judged {
  const { label, targetMs, checkpointAtMs } = asked;
  if (asked.isAlone && runs.length === 0)
    return { verdict: "inconclusive", reason: APART, observed: {}, fault: "chain" };
  const { runs: way, backupEnd } = followLog(runs, label, asked.endLsn);
  const last = way.at(-1);
  if (!last) return missing(label.startLsn, label.timeline, asked);
  const { endLsn, timeline } = last;
  const damaged = last.damagedLsn === null ? null : tellDamage(last.damagedLsn);
  const observed = {
    from: tellLsn(label.startLsn),
    to: tellLsn(endLsn),
    lastTransactionEnd: tellMicros(latest(way)),
  };
  const fail = (reason: Bilingual, fault = asked.fault): Judged => ({
    verdict: "fail",
    ...{ reason, observed, fault },
  });
  if (backupEnd === null) {
    if (damaged) return fail(damaged);
    return missing(endLsn, timeline, asked);
  }
  if (way.some(({ hasCustom }) => hasCustom))
    return { verdict: "inconclusive", reason: OF_EXTENSION, observed, fault: "policy" };
  // What lies before its start is not replayed.
  if (way.some(({ tablespaceLsn }) => (tablespaceLsn ?? 0n) >= label.startLsn))
    return { verdict: "inconclusive", reason: OF_TABLESPACE, observed, fault: "sandbox" };
  if (targetMs !== null) {
    const targetMicros = BigInt(targetMs) * MICROS_PER_MS;
    const isTooEarly = targetMs < checkpointAtMs || targetMicros < (backupEnd.lastEndMicros ?? 0n);
    if (isTooEarly) return fail(TOO_EARLY, "chain");
    if ((latest(way) ?? 0n) <= targetMicros) return fail(damaged ?? notReached(way), "chain");
    return { verdict: "pass", reason: REACHED, observed, fault: null };
  }
  if (damaged) return fail(damaged);
  const beyond = runs.some((run) => !way.includes(run) && run.startLsn > endLsn);
  if (beyond) return missing(endLsn, timeline, { ...asked, fault: "chain" });
  return { verdict: "pass", reason: WHOLE, observed, fault: null };
}

function latest(way: readonly LogRun[]): bigint | null {
  return way.reduce<bigint | null>((newest, { lastEndMicros }) => {
    if (lastEndMicros === null) return newest;
    return newest === null || lastEndMicros > newest ? lastEndMicros : newest;
  }, null);
}

function missing(lsn: bigint, timeline: number, { segmentBytes, fault }: AskedOfLog): Judged {
  const segment = nameSegment(timeline, lsn, segmentBytes);
  const reason = {
    en: `The log stops at ${tellLsn(lsn)}: the segment ${segment} is missing, or does not go on.`,
    fr: `Le journal s'arrête à ${tellLsn(lsn)} : le segment ${segment} manque, ou ne va pas plus loin.`,
  };
  return { verdict: "fail", reason, observed: { stopsAt: tellLsn(lsn), segment }, fault };
}

function tellDamage(lsn: bigint): Bilingual {
  return {
    en: `The log is damaged after ${tellLsn(lsn)}: its next record does not agree with its checksum, or is cut.`,
    fr: `Le journal est endommagé après ${tellLsn(lsn)} : son enregistrement suivant ne correspond pas à sa somme de contrôle, ou est coupé.`,
  };
}

function notReached(way: readonly LogRun[]): Bilingual {
  const until = tellMicros(latest(way));
  return {
    en: `The wanted instant is not reached: no transaction of the log ends after it (the last one: ${until ?? "none"}).`,
    fr: `L'instant voulu n'est pas atteint : aucune transaction du journal ne finit après lui (la dernière : ${until ?? "aucune"}).`,
  };
}

function tellMicros(micros: bigint | null): string | null {
  if (micros === null) return null;
  const ms = micros / MICROS_PER_MS;
  return new Date(Number(ms < INSTANT_MS_MAX ? ms : INSTANT_MS_MAX)).toISOString();
}

const APART = {
  en: "No log is within, and none was given with it: it is restored only together with its archived log.",
  fr: "Aucun journal n'est dedans, ni donné avec elle : elle ne se restaure qu'avec son journal archivé.",
};
const OF_EXTENSION = {
  en: "An extension wrote records of its own kind to the log: they are replayed only with its library preloaded.",
  fr: "Une extension a écrit dans le journal des enregistrements à elle : ils ne sont rejoués qu'avec sa bibliothèque préchargée.",
};
const OF_TABLESPACE = {
  en: "The log makes a tablespace: the directory in which it lies is not in the sandbox.",
  fr: "Le journal crée un tablespace : le répertoire où il se trouve n'est pas dans le bac à sable.",
};
const TOO_EARLY = {
  en: "The wanted instant lies before the end of the base backup: an earlier one is needed.",
  fr: "L'instant voulu précède la fin de la sauvegarde de base : il en faut une plus ancienne.",
};
const REACHED = {
  en: "The log leads from the base backup past the wanted instant.",
  fr: "Le journal mène de la sauvegarde de base au-delà de l'instant voulu.",
};
const WHOLE = {
  en: "The log is whole from the start of the base backup to its last record.",
  fr: "Le journal est entier du début de la sauvegarde de base à son dernier enregistrement.",
};
