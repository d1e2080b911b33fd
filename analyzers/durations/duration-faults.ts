import { instantToJson } from "../../schemas/instant.ts";
import type { Series } from "../../schemas/series.ts";
import { bytesToJson } from "../../schemas/size.ts";
import type { Fault } from "../findings/judgement.ts";
import type { Run, Success } from "../runs/run.ts";
import { sayDuration } from "../wording/say-duration.ts";
import { saySeries } from "../wording/say-series.ts";
import type { DurationBaseline } from "./duration-baseline.ts";
import { usualSeconds } from "./judge-duration.ts";
import type { DurationStep } from "./step-duration.ts";

const SECOND_MS = 1_000;

type Scene = {
  readonly series: Series;
  readonly subject: string;
  readonly slotMs: number | null;
  readonly run: Run;
};

/** The fault of a run that ended. */
export function durationFault(
  scene: Scene & { readonly success: Success; readonly minDurationMs: number | null },
  step: DurationStep & { readonly found: "too-slow" | "too-fast" },
): Fault {
  const { success, minDurationMs } = scene;
  const { startedAtMs, finishedAtMs, sizeBytes } = success;
  const { baseline } = step;
  const usual = baseline && usualSeconds(baseline, step.sizeLog);
  const usualS = usual && Math.exp(step.found === "too-slow" ? usual.mostLog : usual.leastLog);
  return {
    ...faultOf(scene, step.found),
    evidence: {
      rule: step.rule,
      startedAt: instantToJson(startedAtMs),
      finishedAt: instantToJson(finishedAtMs),
      seconds: (finishedAtMs - startedAtMs) / SECOND_MS,
      bytes: bytesToJson(sizeBytes),
      minSeconds: minDurationMs === null ? null : minDurationMs / SECOND_MS,
      ...(baseline && { ...numbersOf(baseline), deviation: step.deviation }),
      ...(baseline && { z: step.deviation / baseline.scale }),
      ...(step.limit !== null && { limit: step.limit }),
      usualSeconds: usualS,
    },
    summary:
      step.rule === "minimum"
        ? sayMinimum(scene.series, finishedAtMs - startedAtMs, minDurationMs ?? 0)
        : sayEnded(scene.series, step.found, finishedAtMs - startedAtMs, SECOND_MS * (usualS ?? 0)),
  };
}

/** How long a run may go on, and why. */
export type Patience = { readonly baseline: DurationBaseline; readonly slowAfterS: number };

/** The fault of a run that still goes on at the watermark. */
export function runningFault(
  scene: Scene & { readonly startedAtMs: number; readonly watermarkMs: number },
  { baseline, slowAfterS }: Patience,
): Fault {
  const { startedAtMs, watermarkMs, series } = scene;
  const usualS = Math.exp(usualSeconds(baseline, baseline.largestLog).mostLog);
  return {
    ...faultOf(scene, "too-slow"),
    evidence: {
      rule: "running",
      startedAt: instantToJson(startedAtMs),
      watermark: instantToJson(watermarkMs),
      runningSeconds: (watermarkMs - startedAtMs) / SECOND_MS,
      largestBytes: Math.round(Math.exp(baseline.largestLog)),
      ...numbersOf(baseline),
      usualSeconds: usualS,
      slowAfterSeconds: slowAfterS,
    },
    summary: sayRunning(series, watermarkMs - startedAtMs, SECOND_MS * usualS),
  };
}

function faultOf(
  { series, subject, slotMs, run: { runId } }: Scene,
  kind: "too-slow" | "too-fast",
) {
  const matter = { kind, subject, about: runId, onset: runId };
  return {
    ...matter,
    severity: "warning",
    series,
    collector: null,
    slotMs,
    runId,
    copy: null,
  } as const;
}

/** ln seconds = center + slope * ln bytes for sizes in between, and how far runs lie from it. */
function numbersOf({ runs, center, slope, scale, smallLog, largeLog }: DurationBaseline) {
  const [smallBytes, largeBytes] = [Math.round(Math.exp(smallLog)), Math.round(Math.exp(largeLog))];
  return { runs, center, slope, scale, smallBytes, largeBytes };
}

function sayEnded(series: Series, kind: "too-slow" | "too-fast", tookMs: number, usualMs: number) {
  const { en, fr } = saySeries(series);
  const [took, usual] = [sayDuration(tookMs), sayDuration(usualMs)];
  return kind === "too-slow"
    ? {
        en: `The ${en} took ${took.en}; about ${usual.en} would be usual for its size.`,
        fr: `La ${fr} a duré ${took.fr} ; d'habitude environ ${usual.fr} pour sa taille.`,
      }
    : {
        en: `The ${en} took only ${took.en}; about ${usual.en} would be usual for its size.`,
        fr: `La ${fr} n'a duré que ${took.fr} ; d'habitude environ ${usual.fr} pour sa taille.`,
      };
}

function sayMinimum(series: Series, tookMs: number, minMs: number) {
  const { en, fr } = saySeries(series);
  const [took, min] = [sayDuration(tookMs), sayDuration(minMs)];
  return {
    en: `The ${en} took only ${took.en}; its policy asks for at least ${min.en}.`,
    fr: `La ${fr} n'a duré que ${took.fr} ; sa politique exige au moins ${min.fr}.`,
  };
}

function sayRunning(series: Series, runningMs: number, usualMs: number) {
  const { en, fr } = saySeries(series);
  const [since, usual] = [sayDuration(runningMs), sayDuration(usualMs)];
  return {
    en: `The ${en} has been running for ${since.en}; its largest usually take ${usual.en}.`,
    fr: `La ${fr} dure depuis ${since.fr} ; les plus grandes durent d'habitude ${usual.fr}.`,
  };
}
