import { binomialCdf } from "./binomial-cdf.ts";

/** Halvings that leave less than a double can tell. */
const HALVINGS = 60;

/**
 * The one-sided upper bound of Clopper and Pearson (1934, Biometrika 26) on the share of bad
 * copies, after `failed` of `drawn` failed: the greatest share at which so few failures still have
 * a chance of `alpha`. For one look at a sample whose size was fixed before.
 */
export function clopperPearson(failed: number, drawn: number, alpha: number): number {
  if (failed >= drawn) return 1;
  let [low, high] = [0, 1];
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    if (binomialCdf(failed, drawn, middle) > alpha) low = middle;
    else high = middle;
  }
  return high;
}
