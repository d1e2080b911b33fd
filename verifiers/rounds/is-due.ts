import type { PresentCopy } from "../copies/read-copies.ts";

/**
 * Whether a series must be proven in this round: never tried, failed while a newer run is there,
 * left unproven, or its last try would
 * be older than `everyMs` before the next round comes.
 */
export function isDue(
  { lastAttempt, runId }: Pick<PresentCopy, "lastAttempt" | "runId">,
  everyMs: number,
  nextRoundMs: number,
): boolean {
  if (!lastAttempt || nextRoundMs - lastAttempt.finishedAtMs > everyMs) return true;
  if (lastAttempt.outcome === "failed") return lastAttempt.runId !== runId;
  return lastAttempt.outcome === "unproven";
}
