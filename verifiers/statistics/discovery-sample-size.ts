import { hypergeometricCdf } from "./hypergeometric-cdf.ts";

type Wanted = { readonly copies: number; readonly share: number; readonly alpha: number };

/**
 * Discovery sampling: how many of `copies` must be drawn without putting back, all of them good, so
 * that with confidence 1 - `alpha` no more than `share` are bad. The least n at which the chance of
 * seeing no bad one among D = floor(share N) + 1 is at most alpha.
 */
export function discoverySampleSize({ copies, share, alpha }: Wanted): number {
  const bad = Math.floor(share * copies) + 1;
  if (bad > copies) return 0;
  let [low, high] = [0, copies];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (hypergeometricCdf(0, middle, { copies, bad }) <= alpha) high = middle;
    else low = middle;
  }
  return high;
}
