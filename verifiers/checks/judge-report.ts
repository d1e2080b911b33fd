import type { Bilingual } from "../../schemas/bilingual.ts";
import { instantToJson } from "../../schemas/instant.ts";
import type { Policy } from "../../schemas/policy.ts";
import type { Check, Proof, Verification } from "../../schemas/proof.ts";
import { isDiskImage } from "../formats/is-disk-image.ts";
import type { SandboxReport, SandboxStep } from "../sandboxes/sandbox.ts";
import { reaches } from "./conclude.ts";
import { judgeFreshness } from "./judge-freshness.ts";
import { judgeRowCounts } from "./judge-row-counts.ts";

type Context = {
  readonly format: string;
  /** Of the bytes as they were read for `whole`. */
  readonly sha256: string;
  /** What the series' policy asks of its restored content. */
  readonly asked: NonNullable<Policy["verification"]> | null;
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
  "out-of-disk": {
    en: "The sandbox was stopped at the disk space that it may take (verification.diskMax).",
    fr: "Le bac à sable a été arrêté à la limite d'espace disque permise (verification.diskMax).",
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

/** Steps that are told within a level's own check. */
const SUMMED_UP = new Set(["structure", "restore"]);

/**
 * Turns what a sandbox saw into checks, in the order of their levels, up to the first level that
 * did not pass. Of a disk image nothing is checked as `right`: that level is skipped, and named so.
 */
export function judgeReport(report: SandboxReport, context: Context): readonly Check[] {
  const wanted = context.verification.level;
  const sound = judgeSound(report, context);
  if (!reaches(wanted, "restored")) return [sound];
  const steps = report.steps.filter(({ name }) => !SUMMED_UP.has(name)).map(toCheck);
  // A key or a chain that lacks fails the restore, and says nothing of the bytes.
  if (sound.verdict === "inconclusive")
    return [sound, ...steps.filter(({ verdict }) => verdict === "fail")];
  if (sound.verdict === "fail") return [sound];
  const restored = judgeRestored(report);
  const seen = [sound, ...steps, restored];
  if (restored.verdict !== "pass" || !reaches(wanted, "right")) return seen;
  if (isDiskImage(context.format)) return seen;
  return [...seen, ...judgeContent(report, context)];
}

/**
 * What rows showed that were read without a restore: it may speak against the copy, and `restored`
 * is not claimed.
 */
export function judgeRows(report: SandboxReport, context: Context): readonly Check[] {
  return [judgeRestored(report), ...judgeContent(report, context)];
}

function judgeSound(report: SandboxReport, { format, sha256 }: Context): Check {
  const check = { name: "structure", level: "sound" } as const;
  if (report.sha256 !== null && report.sha256 !== sha256)
    return { ...check, verdict: "inconclusive", observed: { format }, reason: CHANGED };
  if (!report.sound) return { ...check, ...unknown(report), observed: { format } };
  const { verdict, reason, observed } = report.sound;
  const step = report.steps.find(({ name }) => name === "structure");
  return { ...check, verdict, reason, observed: { format, ...observed }, ...timesOf(step) };
}

function judgeRestored(report: SandboxReport): Check {
  const check = { name: "restore", level: "restored" } as const;
  const { ended, cleanup, seconds } = report;
  const about = { sandboxEnded: ended, sandboxCleanup: cleanup, seconds };
  if (!report.restored) return { ...check, ...unknown(report), observed: about };
  const { verdict, reason, observed } = report.restored;
  const step = report.steps.find(({ name }) => name === "restore");
  return { ...check, verdict, reason, observed: { ...observed, ...about }, ...timesOf(step) };
}

function toCheck(step: SandboxStep): Check {
  const { name, verdict, reason, observed } = step;
  return { name, level: "restored", verdict, reason, observed, ...timesOf(step) };
}

function timesOf(step: SandboxStep | undefined): Pick<Check, "startedAt" | "seconds" | "fault"> {
  if (!step) return {};
  const { startedAtMs, seconds, fault } = step;
  return { startedAt: instantToJson(startedAtMs), seconds, ...(fault && { fault }) };
}

function judgeContent(report: SandboxReport, context: Context): readonly Check[] {
  const { content } = report;
  if (!content) {
    const check = { name: "row-counts", level: "right" } as const;
    return [{ ...check, ...unknown(report), observed: {} }];
  }
  const { asked, last, verification } = context;
  const checks = [judgeRowCounts(content.rowCounts, last, asked?.rows)];
  if (asked?.freshness) {
    const { runStartedAt, askedAt } = verification;
    const newest = content.newest ?? { found: false, newestMs: null };
    const startedAtMs = Date.parse(runStartedAt ?? askedAt);
    checks.push(judgeFreshness(asked.freshness, newest, startedAtMs));
  }
  for (const { name } of asked?.assertions ?? []) {
    const said = content.assertions.find((assertion) => assertion.name === name);
    const { verdict, reason, observed } = said ?? { ...unknown(report), observed: {} };
    checks.push({ name: `assertion: ${name}`, level: "right", verdict, reason, observed });
  }
  return checks;
}

function unknown(report: SandboxReport): Pick<Check, "verdict" | "reason" | "fault"> {
  return { verdict: "inconclusive", reason: ENDED[report.ended], fault: "sandbox" };
}
