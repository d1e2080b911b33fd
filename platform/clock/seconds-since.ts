import type { Clock } from "./clock.ts";

/** Never below 0: the machine's clock may be set back meanwhile. */
export function secondsSince(clock: Pick<Clock, "nowMs">, startedAtMs: number): number {
  return Math.max(0, clock.nowMs() - startedAtMs) / 1_000;
}
