import { median } from "simple-statistics";
import type { Extent } from "../baselines/extent-of.ts";
import { learnedSteps } from "../baselines/level-step.ts";
import { blendScale, robustScale } from "../baselines/robust-scale.ts";
import type { RatioStep } from "./step-ratio.ts";

/** With fewer runs the tested one could hardly stand out. */
const RUNS_MIN = 7;
/** Four weeks of daily runs. */
const RUNS_MAX = 28;
/** Strange runs among the last ones leave room for usual ones. */
export const STEPS_MAX = 40;
/** Least spreads of a ratio's log, and what is usual of others: facts/detection.md, 3.6. */
const SCALE_MIN = { full: 0.012, partial: 0.06 } as const;
const PRIOR_RUNS = 4;

/** What is usual of a series' compression: logs of raw size by stored size, and of raw size. */
export type RatioBaseline = {
  readonly runs: number;
  readonly center: number;
  readonly scale: number;
  readonly sizeCenter: number;
  readonly sizeScale: number;
};

/** Null where too few runs are known. */
export function ratioBaseline(before: readonly RatioStep[], extent: Extent): RatioBaseline | null {
  const learned = learnedSteps(before).slice(-RUNS_MAX);
  if (learned.length < RUNS_MIN) return null;
  const ratios = spreadOf(learned.map(({ step, shift }) => step.ratioLog + shift));
  const sizes = spreadOf(learned.map(({ step }) => step.sizeLog));
  const prior = { scale: SCALE_MIN[extent], runs: PRIOR_RUNS };
  return {
    runs: learned.length,
    center: ratios.center,
    scale: Math.max(SCALE_MIN[extent], blendScale(ratios.scale, learned.length, prior)),
    sizeCenter: sizes.center,
    sizeScale: sizes.scale,
  };
}

function spreadOf(values: readonly number[]) {
  const center = median([...values]);
  return { center, scale: robustScale(values.map((value) => value - center)) };
}
