import type { SizeMeasure } from "./measure-size.ts";
import type { SizeLimits } from "./size-limits.ts";

/** Less is lost, or more is gained, in any small backup. */
const LOST_BYTES_MIN = 16 * 1024;
/** Half of a whole, or nearly so, is much, however small it was. */
const HALF_LOST_BYTES_MIN = 512;
const HALF_SHARE_MAX = 0.55;
const GAINED_BYTES_MIN = 1024 ** 2;
/** While little is known a size must be further out. */
const UNSURE_SCALES = 1.6;
const UNSURE_LOGS = 2;
/** Of so few no forecast was made that could have shown how far they go wrong: half is told. */
const UNMEASURED_RUNS_MAX = 3;
/** An empty archive or an error page in the place of a backup. */
const EMPTY_BYTES_MAX = 4 * 1024;
const EMPTY_USUAL_BYTES_MIN = 64 * 1024;
const EMPTY_SHARE_MAX = 0.01;
/**
 * Of a whole: less than half of what is usual, or a third less and twice as far out as what
 * is told at all. Of a part: hardly anything.
 */
const CRITICAL_WHOLE_SHARE_MAX = 0.5;
const CRITICAL_SCALES = 2.25;
const CRITICAL_FALL = 0.35;
const CRITICAL_PART_SHARE_MAX = 0.02;

/** `minimum` and `empty` are rules without statistics; `drift` is of the level, not of the run. */
export type SizeRule = "minimum" | "empty" | "baseline" | "drift";

export type SizeVerdict =
  | { readonly verdict: "unknown" | "usual" }
  /** Out of its spread, and by too little for anybody to be told. */
  | { readonly verdict: "odd" }
  | {
      readonly verdict: "out";
      readonly kind: "undersized" | "oversized";
      readonly severity: "critical" | "warning";
      readonly rule: SizeRule;
    };

/** How far out a size must be to be told. */
export type Thresholds = Pick<SizeLimits, "scales" | "fall" | "rise">;

type Sized = {
  readonly bytes: number;
  readonly minBytes: number | null;
  readonly measure: SizeMeasure | null;
  readonly limits: SizeLimits;
  /** How many scales the run before was out. */
  readonly zBefore: number;
};

/**
 * Judges a size by its policy's minimum, by what is empty, and by its own baseline; rules hold from
 * the first run on, statistics from the fourth, and wake nobody before the eighth.
 */
export function judgeSize({ bytes, minBytes, measure, limits, zBefore }: Sized): SizeVerdict {
  const low = { verdict: "out", kind: "undersized" } as const;
  if (minBytes !== null && bytes < minBytes)
    return { ...low, severity: "critical", rule: "minimum" };
  if (!measure)
    return limits.isWhole && bytes === 0
      ? { ...low, severity: "critical", rule: "empty" }
      : { verdict: "unknown" };
  const thresholds = thresholdsOf(measure, limits, zBefore);
  if (isEmpty(bytes, measure, { ...thresholds, isWhole: limits.isWhole }))
    return { ...low, severity: "critical", rule: "empty" };
  const { change, z, isKnown } = measure;
  if (!isKnown) return { verdict: "unknown" };
  const { scales, fall, rise } = thresholds;
  if (Math.abs(z) <= scales) return { verdict: "usual" };
  const gained = bytes - Math.exp(measure.expectedLog);
  const rule = "baseline";
  if (change < -fall && -gained >= lostBytesMin(change, limits))
    return { ...low, severity: isCritical(measure, limits) ? "critical" : "warning", rule };
  if (change > rise && gained >= GAINED_BYTES_MIN)
    return { verdict: "out", kind: "oversized", severity: "warning", rule };
  return { verdict: "odd" };
}

export function thresholdsOf(
  { runs, isSure, patience, z }: SizeMeasure,
  { scales, secondScales, fall, rise }: SizeLimits,
  zBefore: number,
): Thresholds {
  const [wider, logs] = isSure ? [1, 1] : [UNSURE_SCALES, UNSURE_LOGS];
  const isSecond = z * zBefore > 0 && Math.abs(zBefore) > secondScales;
  const enough = isSecond ? secondScales : scales * patience;
  const leastLog = runs > UNMEASURED_RUNS_MAX ? 0 : -Math.log(HALF_SHARE_MAX);
  const [down, up] = [Math.max(fall * logs, leastLog), Math.max(rise * logs, leastLog)];
  return { scales: enough * wider, fall: down, rise: up };
}

function lostBytesMin(change: number, { isWhole }: SizeLimits): number {
  const isHalved = isWhole && change <= Math.log(HALF_SHARE_MAX);
  return isHalved ? HALF_LOST_BYTES_MIN : LOST_BYTES_MIN;
}

/** So much, or less, is empty where a size is expected. */
export function emptyBytesMax({ expectedLog }: Pick<SizeMeasure, "expectedLog">): number {
  const expectedBytes = Math.exp(expectedLog);
  const least = expectedBytes > EMPTY_USUAL_BYTES_MIN ? EMPTY_BYTES_MAX : 0;
  return Math.max(EMPTY_SHARE_MAX * expectedBytes, least);
}

/** What follows work may have nothing to back up: a part must have strayed far besides. */
function isEmpty(
  bytes: number,
  measure: SizeMeasure,
  { scales, isWhole }: Thresholds & Pick<SizeLimits, "isWhole">,
): boolean {
  const isNearlyNothing = bytes <= emptyBytesMax(measure);
  if (!isNearlyNothing || isWhole) return isNearlyNothing;
  return measure.isSure ? measure.z < -scales : bytes === 0;
}

function isCritical(measure: SizeMeasure, limits: SizeLimits): boolean {
  return measure.isSure && isGraveLoss(measure, limits);
}

/** What wakes somebody once its series is known. */
export function isGraveLoss({ change, z }: SizeMeasure, limits: SizeLimits): boolean {
  if (change <= Math.log(CRITICAL_PART_SHARE_MAX)) return true;
  if (!limits.isWhole) return false;
  if (change <= Math.log(CRITICAL_WHOLE_SHARE_MAX)) return true;
  return z < -CRITICAL_SCALES * limits.scales && change < -CRITICAL_FALL;
}
