const HOUR_MS = 3_600_000;
/** A round and its work take their time: of the period so much, and no more than this. */
const GRACE_SHARE = 0.1;
const GRACE_MS_MAX = 12 * HOUR_MS;
/** After a failure, which is told by itself, the next day's round may prove another backup. */
export const AGAIN_MS = 36 * HOUR_MS;

export type Promised = {
  readonly everyMs: number;
  /** The last proof; where there is none, when the first copy could have been proven. */
  readonly fromMs: number;
  /** Since when just this is promised. */
  readonly sinceMs: number;
  /** The first failure since the last proof. */
  readonly failedMs: number | null;
  /** When, if ever, proofs were last expected again after a pause. */
  readonly resumedMs: number | null;
};

/** As of when a proof is overdue. */
export function proofDeadlineMs(promised: Promised): number {
  const { fromMs, sinceMs, failedMs, resumedMs } = promised;
  return Math.max(
    nextProofMs(Math.max(fromMs, sinceMs), promised.everyMs),
    failedMs === null ? fromMs : failedMs + AGAIN_MS,
    resumedMs === null ? fromMs : resumedMs + AGAIN_MS,
  );
}

/** By when the next proof is there if all goes as it should. */
export function nextProofMs(fromMs: number, everyMs: number): number {
  return fromMs + everyMs + proofGraceMs(everyMs);
}

export function proofGraceMs(everyMs: number): number {
  return Math.min(everyMs * GRACE_SHARE, GRACE_MS_MAX);
}
