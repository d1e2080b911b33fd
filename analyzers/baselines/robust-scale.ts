import { quantileInclusive } from "./quantile-inclusive.ts";

/** Makes the median absolute deviation of a normal distribution its standard deviation. */
const MAD_TO_SIGMA = 1.4826;
/**
 * The 90 % quantile of absolute deviations of a normal distribution, in standard deviations. One
 * further out would be moved by three bad days in nine weeks.
 */
const Q90_SIGMAS = 1.645;
/** What is further out than a normal distribution would be weighs a little more. */
const TAIL_WEIGHT = 1.1;

/**
 * The spread of at least one residual about zero, in the sense of a standard deviation: of the
 * middle half or of the tails, whichever is wider.
 */
export function robustScale(residuals: readonly number[]): number {
  const sizes = residuals.map(Math.abs);
  const middle = MAD_TO_SIGMA * quantileInclusive(sizes, 0.5);
  const tails = (TAIL_WEIGHT / Q90_SIGMAS) * quantileInclusive(sizes, 0.9);
  return Math.max(middle, tails);
}

/** What was known of a scale before: its value, and how many runs it is worth. */
export type ScalePrior = { readonly scale: number; readonly runs: number };

/** A scale learnt of so many runs, drawn to what was known before of scales of its kind. */
export function blendScale(scale: number, runs: number, prior: ScalePrior): number {
  const weighted = runs * scale ** 2 + prior.runs * prior.scale ** 2;
  return Math.sqrt(weighted / (runs + prior.runs));
}
