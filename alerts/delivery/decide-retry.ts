import type { Severity } from "../../schemas/finding.ts";

/** A telling that an attempt at `nowMs` did not deliver. */
export type FailedTelling = {
  readonly severity: Severity;
  readonly firstAttemptAtMs: number;
  /** Since when its pager has told nobody anything. */
  readonly failingSinceMs: number;
  /** When it would be tried again. */
  readonly nextAttemptAtMs: number;
  /** Its receiver will never take it. */
  readonly isFinal: boolean;
};

export type RetryLimits = {
  /** From the first attempt; then a telling is given up. */
  readonly retryForMs: number;
  /** After so long of failing, the next pager is told of a critical one too. */
  readonly fallbackAfterMs: number;
};

/** `nextAttemptAtMs` is null where it is given up. */
export type Retry = { readonly nextAttemptAtMs: number | null; readonly fallsBack: boolean };

/**
 * What becomes of a telling that failed: it is tried again until its time is over, and then told by
 * the next pager; a critical one is told by that much earlier, while this one goes on trying.
 */
export function decideRetry(
  telling: FailedTelling,
  { retryForMs, fallbackAfterMs }: RetryLimits,
  nowMs: number,
): Retry {
  const { firstAttemptAtMs, failingSinceMs, nextAttemptAtMs, isFinal } = telling;
  if (isFinal || nextAttemptAtMs > firstAttemptAtMs + retryForMs)
    return { nextAttemptAtMs: null, fallsBack: true };
  if (telling.severity !== "critical") return { nextAttemptAtMs, fallsBack: false };
  const fallsBackAtMs = Math.min(firstAttemptAtMs, failingSinceMs) + fallbackAfterMs;
  if (nowMs >= fallsBackAtMs) return { nextAttemptAtMs, fallsBack: true };
  return { nextAttemptAtMs: Math.min(nextAttemptAtMs, fallsBackAtMs), fallsBack: false };
}
