import { median, medianAbsoluteDeviation } from "simple-statistics";

/**
 * With fewer runs the tested one could hardly stand out: facts/pitfalls.md, "Point in its own
 * training set".
 */
export const RUNS_MIN = 7;
/** Nine weeks of daily runs. */
export const RUNS_MAX = 63;
/** Makes the median absolute deviation of a normal distribution its standard deviation. */
const MAD_TO_SIGMA = 1.4826;
/** Sizes that barely vary would make any change an anomaly: 2 % is the least spread. */
const SCALE_MIN = 0.02;

/** What is usual of a series' sizes, on a log scale. */
export type SizeBaseline = {
  readonly runs: number;
  readonly center: number;
  readonly scale: number;
};

/** The logarithm of a size; an empty file counts as one byte. */
export function logSize(bytes: number): number {
  return Math.log(Math.max(bytes, 1));
}

/**
 * Median and floored, scaled median absolute deviation of the logs of at least one size.
 * `baseline.sql` is its twin.
 */
export function sizeBaseline(logs: readonly number[]): SizeBaseline {
  const sizes = logs.slice(-RUNS_MAX);
  return {
    runs: sizes.length,
    center: median(sizes),
    scale: Math.max(MAD_TO_SIGMA * medianAbsoluteDeviation(sizes), SCALE_MIN),
  };
}
