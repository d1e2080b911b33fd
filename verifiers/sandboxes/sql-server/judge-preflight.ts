import { type Judged, judged, passed } from "./judge-fault.ts";
import type { BackupHeader, BackupSet } from "./read-backup-set.ts";
import type { Instance } from "./read-instance.ts";

const MIB = 2 ** 20;

/** `master` cannot pass CHECKDB under another name. */
const SYSTEM = new Set(["master", "tempdb", "model", "msdb"]);

type Space = {
  /** Null where the instance does not say. */
  readonly freeBytes: number | null;
  readonly bytesMax: number;
};

/** Whether the sandbox may restore these sets at all: told before a byte is written. */
export function judgeOrigin(sets: readonly BackupHeader[], instance: Instance): Judged {
  const major = Math.max(...sets.map((set) => set.major));
  const observed = { backupMajor: major, sandboxVersion: instance.version };
  if (sets.some(({ server }) => server?.toUpperCase() === instance.name.toUpperCase()))
    return judged(
      "sandbox",
      {
        en: "The backup was taken on this very instance, which is then no sandbox.",
        fr: "La sauvegarde vient de cette instance même, qui n'est donc pas un bac à sable.",
      },
      observed,
    );
  if (major > instance.major)
    return judged(
      "version",
      {
        en: `The backup is of SQL Server ${major}; the sandbox is ${instance.major}.`,
        fr: `La sauvegarde est de SQL Server ${major} ; le bac à sable est en ${instance.major}.`,
      },
      observed,
    );
  const reason = {
    en: "The sandbox is of the backup's version or a newer one.",
    fr: "Le bac à sable est de la version de la sauvegarde ou d'une version plus récente.",
  };
  return passed(reason, observed);
}

/** Whether the sets, in their order, can be a chain: a full, then differentials and logs. */
export function judgeChain(sets: readonly BackupHeader[]): Judged {
  const kinds = sets.map(({ kind }) => kind);
  const observed = { kinds };
  if (sets.some(({ stripes }) => stripes > 1))
    return judged(
      "chain",
      {
        en: "The copy is one of several stripes, and the others were not given.",
        fr: "La copie est une bande parmi plusieurs, et les autres n'ont pas été données.",
      },
      { ...observed, stripes: Math.max(...sets.map(({ stripes }) => stripes)) },
    );
  if (kinds[0] !== "full" || kinds.slice(1).some((kind) => kind === null || kind === "full"))
    return judged(
      "chain",
      {
        en: "The backups are not a full one and what follows it.",
        fr: "Ces sauvegardes ne sont pas une complète et ce qui la suit.",
      },
      observed,
    );
  if (SYSTEM.has(sets[0]?.database?.toLowerCase() ?? ""))
    return judged(
      "policy",
      {
        en: "A system database cannot be checked under another name.",
        fr: "Une base système ne peut pas être contrôlée sous un autre nom.",
      },
      observed,
    );
  const reason = {
    en: "A full backup and what follows it.",
    fr: "Une sauvegarde complète et ce qui la suit.",
  };
  return passed(reason, observed);
}

/** Whether the files that the header announces have room. The header may lie: it is a claim. */
export function judgeSpace(sets: readonly BackupSet[], { freeBytes, bytesMax }: Space): Judged {
  const needs = sets.map(({ files }) => files.reduce((sum, file) => sum + file.sizeBytes, 0));
  const neededBytes = Math.max(...needs);
  const observed = { neededBytes, freeBytes, bytesMax };
  const needed = mebibytes(neededBytes);
  if (neededBytes > bytesMax)
    return judged(
      "sandbox",
      {
        en: `The database needs ${needed} MiB, more than a sandbox may take.`,
        fr: `La base demande ${needed} Mio, plus qu'un bac à sable ne peut en prendre.`,
      },
      observed,
    );
  if (freeBytes !== null && neededBytes > freeBytes)
    return judged(
      "sandbox",
      {
        en: `The database needs ${needed} MiB and the sandbox has ${mebibytes(freeBytes)} free.`,
        fr: `La base demande ${needed} Mio et le bac à sable en a ${mebibytes(freeBytes)} libres.`,
      },
      observed,
    );
  const known = {
    en: `The database needs ${needed} MiB, and there is room.`,
    fr: `La base demande ${needed} Mio, et il y a la place.`,
  };
  const unknown = {
    en: `The database needs ${needed} MiB; the instance does not say what is free.`,
    fr: `La base demande ${needed} Mio ; l'instance ne dit pas ce qui est libre.`,
  };
  return passed(freeBytes === null ? unknown : known, observed);
}

function mebibytes(bytes: number): number {
  return Math.ceil(bytes / MIB);
}
