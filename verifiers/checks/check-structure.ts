import type { Bilingual } from "../../schemas/bilingual.ts";
import type { Inspection } from "../../schemas/inspection.ts";
import type { Check, Proof } from "../../schemas/proof.ts";
import type { ChildInspection } from "../formats/child/inspect-in-child.ts";

const BAD_SHOWN_MAX = 10;
const TABLES_KEPT_MAX = 10_000;
const ENDED: Readonly<Record<ChildInspection["ended"], Bilingual>> = {
  done: {
    en: "The reader ended without a word about this.",
    fr: "Le lecteur s'est terminé sans rien en dire.",
  },
  crashed: {
    en: "The reader's process ended by itself before this was known.",
    fr: "Le processus du lecteur s'est arrêté de lui-même avant d'avoir pu le dire.",
  },
  "out-of-time": {
    en: "The reader was stopped at the time that it may take (verification.secondsMax).",
    fr: "Le lecteur a été arrêté au bout du temps permis (verification.secondsMax).",
  },
  "out-of-memory": {
    en: "The reader was stopped at the memory that it may take (verification.memoryMax).",
    fr: "Le lecteur a été arrêté à la limite de mémoire permise (verification.memoryMax).",
  },
  "out-of-output": {
    en: "The reader was stopped as it said more than it may.",
    fr: "Le lecteur a été arrêté : il en disait plus que permis.",
  },
  stopped: {
    en: "The reader was stopped together with Vigie.",
    fr: "Le lecteur a été arrêté en même temps que Vigie.",
  },
};
const CHANGED = {
  en: "The copy changed while it was read.",
  fr: "La copie a changé pendant sa lecture.",
};
const ALL_RIGHT = {
  en: "All that the format lets be checked without its engine is right.",
  fr: "Tout ce que le format permet de vérifier sans son moteur est correct.",
};
const NOT_RESTORED = {
  en: "No sandbox here restores this format.",
  fr: "Aucun bac à sable ici ne restaure ce format.",
};
const VERDICTS = { sound: "pass", damaged: "fail", unknown: "inconclusive" } as const;

type Structure = { readonly check: Check; readonly rowCounts: Proof["rowCounts"] };

/**
 * What reading a copy's own format showed, as the check of level `sound`; null where the copy
 * changed meanwhile.
 */
export function checkStructure(format: string, seen: ChildInspection | null): Structure {
  const unread = { name: "structure", level: "sound", verdict: "inconclusive" } as const;
  if (!seen)
    return { check: { ...unread, observed: { format }, reason: CHANGED }, rowCounts: null };
  const { ended, found, seconds } = seen;
  const check = { name: "structure", level: "sound", seconds } as const;
  const worst = found && pickWorst(found);
  if (!found || !worst) {
    const observed = { format, readerEnded: ended };
    return {
      check: { ...check, verdict: "inconclusive", observed, reason: ENDED[ended] },
      rowCounts: null,
    };
  }
  const verdict = VERDICTS[worst.verdict];
  const reason = joinReasons(worst.reasons);
  const observed = { format, backups: found.length, ...observe(worst) };
  const fault = verdict === "fail" ? ({ fault: "backup" } as const) : {};
  return { check: { ...check, verdict, observed, reason, ...fault }, rowCounts: countRows(found) };
}

/** A level that was asked for, and that this format does not have here. */
export function skipRestore(format: string): Check {
  const check = { name: "restore", level: "restored", verdict: "inconclusive" } as const;
  return { ...check, observed: { format }, reason: NOT_RESTORED };
}

/** Of a copy that rests on others, where no sandbox here restores them one after another. */
export function skipChain(format: string, others: number): Check {
  const check = { name: "restore", level: "restored", verdict: "inconclusive" } as const;
  const [en, fr] =
    others === 1
      ? ["another backup", "d'une autre sauvegarde"]
      : [`${others} other backups`, `de ${others} autres sauvegardes`];
  const reason = {
    en: `It rests on ${en}, and no sandbox here restores such chains.`,
    fr: `Elle dépend ${fr} ; aucun bac à sable ici ne restaure de telles chaînes.`,
  };
  return { ...check, observed: { format, others }, reason };
}

function pickWorst(found: readonly Inspection[]): Inspection | undefined {
  const order = ["damaged", "unknown", "sound"] as const;
  return order
    .map((verdict) => found.find((inspection) => inspection.verdict === verdict))
    .find((inspection) => inspection !== undefined);
}

function observe({ backup, container, pages }: Inspection): Check["observed"] {
  const bad = [...(container?.bad ?? []), ...(pages?.bad ?? [])];
  return {
    engineVersion: backup?.engineVersion ?? null,
    ...(container && { blocks: container.blocks, streams: container.streams }),
    ...(pages && { pages: pages.total, pagesAllocated: pages.allocated }),
    ...(bad.length > 0 && { badPlaces: bad.length, bad: bad.slice(0, BAD_SHOWN_MAX) }),
  };
}

/** Of a file with several backups none can be told from another by its tables' names. */
function countRows(found: readonly Inspection[]): Proof["rowCounts"] {
  const [only] = found;
  if (found.length !== 1 || !only || only.tables.length === 0) return null;
  const rows = only.tables
    .slice(0, TABLES_KEPT_MAX)
    .flatMap(({ schema, name, rows }) =>
      rows === null ? [] : ([[`${schema}.${name}`, rows]] as const),
    );
  return Object.fromEntries(rows);
}

function joinReasons(reasons: readonly Bilingual[]): Bilingual {
  if (reasons.length === 0) return ALL_RIGHT;
  return {
    en: reasons.map(({ en }) => en).join(" "),
    fr: reasons.map(({ fr }) => fr).join(" "),
  };
}
