import type { Lag } from "./event-log.ts";

/** The lag of several partitions, or members, as one. */
export function addLags(lags: readonly Lag[]): Lag {
  const oldest = lags.flatMap(({ oldestAtMs }) => oldestAtMs ?? []);
  return {
    records: lags.reduce((sum, { records }) => sum + records, 0),
    oldestAtMs: oldest.length === 0 ? null : Math.min(...oldest),
  };
}
