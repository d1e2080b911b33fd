import { type Copy, type Observation, presentObservations } from "./copy.ts";

/** A lock as it was, and the first look that showed it cut short. */
export type LockCut = { readonly heldUntilMs: number; readonly seen: Observation };

/**
 * A lock that was cut short or switched off while it still ran, and has not been set again since;
 * null where there is none. One that is shown no more once it has run out was not cut.
 */
export function lockCutOf(copy: Copy): LockCut | null {
  return lockCutIn(presentObservations(copy));
}

/** The same of an object that may have gone since. */
export function lockCutIn(observations: readonly Observation[]): LockCut | null {
  let heldUntilMs = Number.NEGATIVE_INFINITY;
  let cut: LockCut | null = null;
  for (const seen of observations) {
    const untilMs = seen.lockedUntilMs ?? Number.NEGATIVE_INFINITY;
    if (untilMs >= heldUntilMs) {
      heldUntilMs = untilMs;
      cut = null;
    } else if (seen.observedAtMs < heldUntilMs) cut ??= { heldUntilMs, seen };
  }
  return cut;
}
