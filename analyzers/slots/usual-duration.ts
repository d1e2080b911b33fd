import { median } from "simple-statistics";

export const DURATIONS_MAX = 15;

/** How long a run usually takes: the median of the last 15; 0 before the first is known. */
export function usualDuration(durationsMs: readonly number[]): number {
  const last = durationsMs.slice(-DURATIONS_MAX);
  return last.length === 0 ? 0 : median(last);
}
