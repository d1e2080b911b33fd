import { type DrawnSample, logEvidence } from "./log-evidence.ts";

/** Shares are told to a hundredth of a percent. */
const STEPS = 10_000;

/**
 * The least share of bad copies, to a hundredth of a percent, that the draws rule out with
 * confidence 1 - `alpha`, whenever one looks: the inversion of `logEvidence`, which grows with the
 * share. Null where they rule out nothing yet.
 */
export function boundBadShare(draws: readonly DrawnSample[], alpha: number): number | null {
  const isRuledOut = (step: number) => logEvidence(draws, step / STEPS) >= -Math.log(alpha);
  if (!isRuledOut(STEPS - 1)) return null;
  let [low, high] = [0, STEPS - 1];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isRuledOut(middle)) high = middle;
    else low = middle;
  }
  return high / STEPS;
}
