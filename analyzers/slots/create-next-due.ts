import type { Occurrences } from "../../platform/calendar/calendar.ts";

const NOTHING = { fromMs: Number.POSITIVE_INFINITY, dueMs: Number.NEGATIVE_INFINITY };

/** A calendar's next answer, remembered: it is asked of the same stretch again and again. */
export function createNextDue(occurrences: () => Occurrences | null) {
  let known = NOTHING;

  function next(afterMs: number): number | null {
    if (known.fromMs <= afterMs && afterMs < known.dueMs) return known.dueMs;
    const dueMs = occurrences()?.next(afterMs) ?? null;
    if (dueMs !== null) known = { fromMs: afterMs, dueMs };
    return dueMs;
  }

  return {
    next,
    previous: (atMs: number) => occurrences()?.previous(atMs) ?? null,
    forget: () => {
      known = NOTHING;
    },
  };
}
