import type { Occurrences } from "./calendar.ts";
import { CalendarError } from "./calendar-error.ts";

/**
 * Due at `anchorMs` and every `everyMs` before and after it, by elapsed time, whatever the local
 * clocks do.
 */
export function everyInterval(everyMs: number, anchorMs: number): Occurrences {
  if (!Number.isSafeInteger(everyMs) || everyMs < 1) {
    throw new CalendarError("every", "an interval must be longer than nothing", "write 4h or 30m");
  }
  const previous = (atMs: number) => anchorMs + Math.floor((atMs - anchorMs) / everyMs) * everyMs;
  return { next: (afterMs) => previous(afterMs) + everyMs, previous };
}
