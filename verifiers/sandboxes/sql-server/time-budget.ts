import type { Clock } from "../../../platform/clock/clock.ts";

/** Aborts its signal once its time is over, unless it is stopped before. */
export type TimeBudget = { readonly signal: AbortSignal; readonly stop: () => void };

export function startTimeBudget(clock: Clock, durationMs: number): TimeBudget {
  const over = new AbortController();
  const stopped = new AbortController();
  clock.sleep(durationMs, stopped.signal).then(
    () => over.abort(),
    () => undefined,
  );
  return { signal: over.signal, stop: () => stopped.abort() };
}
