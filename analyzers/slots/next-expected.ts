import type { SeriesDecisions } from "../decisions/series-decisions.ts";

type NextDueMs = (afterMs: number) => number | null;

/** The next slot of which something is expected, as far as is decided; null where none is. */
export function nextExpectedMs(
  nextDueMs: NextDueMs,
  { suspensionAt }: SeriesDecisions,
  afterMs: number,
): number | null {
  const dueMs = nextDueMs(afterMs);
  const suspension = dueMs === null ? null : suspensionAt(dueMs);
  if (!suspension) return dueMs;
  return Number.isFinite(suspension.untilMs) ? nextDueMs(suspension.untilMs - 1) : null;
}
