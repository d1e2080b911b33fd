import { logEvidence } from "./log-evidence.ts";

type Wanted = {
  /** The share of bad copies to rule out. */
  readonly share: number;
  readonly alpha: number;
  /** So many fail, at the beginning. */
  readonly failed?: number;
  /** What is drawn from at once, without putting back; so many that it does not matter. */
  readonly copies?: number;
};

/** Putting back or not is the same. */
const ENDLESS = 1e12;

/**
 * How many copies must be drawn for a claim that holds however often one looks: the least n at
 * which the evidence reaches 1 / alpha. Null where even all of them, so many failing, cannot show
 * it.
 */
export function anytimeSampleSize(wanted: Wanted): number | null {
  const { share, alpha, failed = 0, copies = ENDLESS } = wanted;
  const isEnough = (drawn: number) => {
    const passed = Array.from({ length: drawn }, (_, index) => index >= failed);
    return logEvidence([{ copies, passed }], share) >= -Math.log(alpha);
  };
  let high = Math.min(copies, failed + 1);
  while (!isEnough(high)) {
    if (high === copies) return null;
    high = Math.min(copies, 2 * high);
  }
  let low = Math.min(failed, high - 1);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isEnough(middle)) high = middle;
    else low = middle;
  }
  return high;
}
