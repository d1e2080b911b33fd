import type { PresentCopy } from "../copies/read-copies.ts";

/**
 * Whether a series must be proven now: never tried, the last try older than `everyMs`, failed while a newer run is there, or left
 * unproven, which is tried again each round.
 */
export function isDue(
  { lastAttempt, runId }: Pick<PresentCopy, "lastAttempt" | "runId">,
  everyMs: number,
  nowMs: number,
): boolean {
  if (!lastAttempt || nowMs - lastAttempt.finishedAtMs >= everyMs) return true;
  if (lastAttempt.outcome === "failed") return lastAttempt.runId !== runId;
  return lastAttempt.outcome === "unproven";
}
