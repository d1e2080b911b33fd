import { binomialCdf } from "./binomial-cdf.ts";

type Wanted = {
  /** The share of bad copies to rule out. */
  readonly share: number;
  readonly alpha: number;
  /** So many may fail. */
  readonly failed?: number;
};

/**
 * How many copies must be drawn, fixed before, so that at most `failed` failures show with
 * confidence 1 - `alpha` that fewer than `share` are bad: the least n whose binomial chance is at
 * most alpha. Without failures it is ln(alpha) / ln(1 - share), rounded up; near to 3 / share at
 * 95 % (Hanley and Lippman-Hand 1983, JAMA 249).
 */
export function fixedSampleSize({ share, alpha, failed = 0 }: Wanted): number {
  const isEnough = (drawn: number) => binomialCdf(failed, drawn, share) <= alpha;
  let high = failed + 1;
  while (!isEnough(high)) high *= 2;
  let low = failed;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isEnough(middle)) high = middle;
    else low = middle;
  }
  return high;
}
