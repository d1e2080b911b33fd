import { median } from "simple-statistics";
import type { Extent } from "../baselines/extent-of.ts";
import { learnedSteps } from "../baselines/level-step.ts";
import { blendScale, robustScale } from "../baselines/robust-scale.ts";
import type { DurationStep } from "./step-duration.ts";

/** With fewer runs the tested one could hardly stand out. */
export const RUNS_MIN = 7;
/** Four weeks of daily runs: what a machine and its link are like now. */
const RUNS_MAX = 28;
/** Strange runs among the last ones leave room for usual ones. */
export const STEPS_MAX = 40;
/** How a duration follows a size before the series has shown it: facts/detection.md, 3.5. */
const SLOPE_PRIOR = { full: 0.8, partial: 0.5 } as const;
const SLOPE_PRIOR_SPREAD = 0.25;
const SCALE_PRIOR = { scale: 0.25, runs: 4 };
/** Jobs that barely vary would make any wait an anomaly. */
const SCALE_MIN = 0.1;
/** The variance of a difference of medians of thirds is so many times scale squared by runs. */
const THIRDS_VARIANCE = 9.4;

/** Sizes have heavy tails. */
const LARGEST_SCALES = 4;
/** A run with next to nothing in it teaches nothing of how long others take, unless it is usual. */
const EMPTY_LOG = Math.log(1_000);
const EMPTY_SHARE_MAX = 0.25;

/**
 * What is usual of a series' durations: ln seconds = center + slope * ln bytes, where sizes are
 * between `smallLog` and `largeLog`.
 */
export type DurationBaseline = {
  readonly runs: number;
  readonly slope: number;
  readonly center: number;
  readonly scale: number;
  readonly smallLog: number;
  readonly largeLog: number;
  /** Hardly any run is larger than that. */
  readonly largestLog: number;
};

type Point = { readonly x: number; readonly t: number };

/** Null where too few runs are known. */
export function durationBaseline(
  before: readonly DurationStep[],
  extent: Extent,
): DurationBaseline | null {
  const known = learnedSteps(before)
    .slice(-RUNS_MAX)
    .map(({ step, shift }) => ({ x: step.sizeLog, t: step.secondsLog + shift }));
  if (known.length < RUNS_MIN) return null;
  const points = withoutEmpty(known);
  const [small, large] = middlesOfThirds(points);
  const slope = slopeOf(points, small, large, SLOPE_PRIOR[extent]);
  return {
    runs: points.length,
    slope,
    ...spreadOf(points, slope),
    smallLog: small.x,
    largeLog: large.x,
    largestLog: largestOf(points.map(({ x }) => x)),
  };
}

function withoutEmpty(points: readonly Point[]): readonly Point[] {
  const leastLog = median(points.map(({ x }) => x)) - EMPTY_LOG;
  const filled = points.filter(({ x }) => x >= leastLog);
  const isRare = points.length - filled.length <= EMPTY_SHARE_MAX * points.length;
  return isRare ? filled : points;
}

/**
 * Tukey's resistant line through the medians of the outer thirds, as far as sizes vary enough to
 * show it; else what is usual of others. More bytes never take less time, nor more than in
 * proportion.
 */
function slopeOf(points: readonly Point[], small: Point, large: Point, prior: number): number {
  const run = large.x - small.x;
  if (run <= 0) return prior;
  const own = (large.t - small.t) / run;
  const { scale } = spreadOf(points, own);
  const precision = (points.length * run ** 2) / (THIRDS_VARIANCE * scale ** 2);
  const priorPrecision = 1 / SLOPE_PRIOR_SPREAD ** 2;
  const pooled = (own * precision + prior * priorPrecision) / (precision + priorPrecision);
  return Math.min(1, Math.max(0, pooled));
}

/** The middles of the smallest and of the largest third. */
function middlesOfThirds(points: readonly Point[]): readonly [small: Point, large: Point] {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.t - b.t);
  const third = Math.max(1, Math.floor(sorted.length / 3));
  return [middleOf(sorted.slice(0, third)), middleOf(sorted.slice(-third))];
}

function largestOf(sizes: readonly number[]): number {
  const center = median([...sizes]);
  const scale = robustScale(sizes.map((size) => size - center));
  return Math.max(...sizes, center + LARGEST_SCALES * scale);
}

/** Where the line of a slope lies, and how far the points lie from it. */
function spreadOf(points: readonly Point[], slope: number) {
  const rests = points.map(({ x, t }) => t - slope * x);
  const center = median(rests);
  const own = robustScale(rests.map((rest) => rest - center));
  return { center, scale: Math.max(SCALE_MIN, blendScale(own, rests.length, SCALE_PRIOR)) };
}

function middleOf(points: readonly Point[]): Point {
  return { x: median(points.map(({ x }) => x)), t: median(points.map(({ t }) => t)) };
}
