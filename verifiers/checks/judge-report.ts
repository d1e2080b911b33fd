import type { Bilingual } from "../../schemas/bilingual.ts";
import type { Policy } from "../../schemas/policy.ts";
import type { Check, Proof, Verification } from "../../schemas/proof.ts";
import type { Format } from "../formats/detect-format.ts";
import type { SandboxReport } from "../sandboxes/pglite/open-sandboxes.ts";
import { reaches } from "./conclude.ts";
import { judgeFreshness } from "./judge-freshness.ts";
import { judgeRowCounts } from "./judge-row-counts.ts";

type Context = {
  readonly format: Format;
  /** Of the bytes as they were read for `whole`. */
  readonly sha256: string;
  readonly freshness: NonNullable<Policy["verification"]>["freshness"] | null;
  readonly last: Proof | null;
  readonly verification: Verification;
};

/**
 * A sandbox that reaches a bound has shown nothing about the copy: an endless loop in a dump and a
 * machine that is too slow or too
 * small look alike from outside. So it is inconclusive, and the bound is named.
 */
const ENDED: Readonly<Record<SandboxReport["ended"], Bilingual>> = {
  done: {
    en: "The sandbox ended without a word about this.",
    fr: "Le bac à sable s'est terminé sans rien en dire.",
  },
  crashed: {
    en: "The sandbox's process ended by itself before this was known.",
    fr: "Le processus du bac à sable s'est arrêté de lui-même avant d'avoir pu le dire.",
  },
  "out-of-time": {
    en: "The sandbox was stopped at the time that it may take (verification.secondsMax).",
    fr: "Le bac à sable a été arrêté au bout du temps permis (verification.secondsMax).",
  },
  "out-of-memory": {
    en: "The sandbox was stopped at the memory that it may take (verification.memoryMax).",
    fr: "Le bac à sable a été arrêté à la limite de mémoire permise (verification.memoryMax).",
  },
  stopped: {
    en: "The sandbox was stopped together with Vigie.",
    fr: "Le bac à sable a été arrêté en même temps que Vigie.",
  },
  "out-of-output": {
    en: "The sandbox was stopped as it said more than it may.",
    fr: "Le bac à sable a été arrêté : il en disait plus que permis.",
  },
};

const CHANGED = {
  en: "The copy changed between its first reading and its second.",
  fr: "La copie a changé entre sa première lecture et la seconde.",
};

/**
 * Turns what a sandbox saw into checks, in the order of their levels, up to the first that did not
 * pass.
 */
export function judgeReport(report: SandboxReport, context: Context): readonly Check[] {
  const { wanted, sound } = {
    wanted: context.verification.level,
    sound: judgeSound(report, context),
  };
  if (sound.verdict !== "pass" || !reaches(wanted, "restored")) return [sound];
  const restored = judgeRestored(report);
  if (restored.verdict !== "pass" || !reaches(wanted, "right")) return [sound, restored];
  return [sound, restored, ...judgeContent(report, context)];
}

function judgeSound(report: SandboxReport, { format, sha256 }: Context): Check {
  const check = { name: "structure", level: "sound" } as const;
  if (report.sha256 !== null && report.sha256 !== sha256)
    return { ...check, verdict: "inconclusive", observed: { format }, reason: CHANGED };
  if (!report.sound) return { ...check, ...unknown(report), observed: { format } };
  const { verdict, reason, observed } = report.sound;
  return { ...check, verdict, reason, observed: { format, ...observed } };
}

function judgeRestored(report: SandboxReport): Check {
  const check = { name: "restore", level: "restored" } as const;
  const { ended, cleanup, seconds } = report;
  const about = { sandboxEnded: ended, sandboxCleanup: cleanup, seconds };
  if (!report.restored) return { ...check, ...unknown(report), observed: about };
  const { verdict, reason, observed } = report.restored;
  return { ...check, verdict, reason, observed: { ...observed, ...about } };
}

function judgeContent(report: SandboxReport, context: Context): readonly Check[] {
  const { content } = report;
  if (!content) {
    const check = { name: "row-counts", level: "right" } as const;
    return [{ ...check, ...unknown(report), observed: {} }];
  }
  const counts = judgeRowCounts(content.rowCounts, context.last);
  if (!context.freshness) return [counts];
  const { runStartedAt, askedAt } = context.verification;
  const newest = content.newest ?? { found: false, newestMs: null };
  return [counts, judgeFreshness(context.freshness, newest, Date.parse(runStartedAt ?? askedAt))];
}

function unknown({ ended }: SandboxReport): Pick<Check, "verdict" | "reason" | "fault"> {
  return { verdict: "inconclusive", reason: ENDED[ended], fault: "sandbox" };
}
