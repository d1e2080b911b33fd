const DAY_MS = 86_400_000;
const WIDER_BY = 1.15;
const WIDENING_MAX = 2;
const FORGOTTEN_AFTER_MS = 60 * DAY_MS;

/**
 * By how much thresholds are wider at an instant for the false alarms said before it: each by 15 %
 * at first and less each day, nothing after 60 days; all together at most twice as wide.
 */
export function wideningAt(falseAlarmsMs: readonly number[], atMs: number): number {
  const weights = falseAlarmsMs
    .filter((saidMs) => saidMs <= atMs)
    .map((saidMs) => Math.max(0, 1 - (atMs - saidMs) / FORGOTTEN_AFTER_MS));
  // In one order, so that sums are the same to the bit.
  const weight = weights.sort((a, b) => a - b).reduce((sum, one) => sum + one, 0);
  return Math.min(WIDER_BY ** weight, WIDENING_MAX);
}
