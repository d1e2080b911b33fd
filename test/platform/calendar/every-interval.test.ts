import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CalendarError } from "../../../platform/calendar/calendar-error.ts";
import { everyInterval } from "../../../platform/calendar/every-interval.ts";

const HOUR_MS = 3_600_000;

describe("everyInterval()", () => {
  test("is due at its anchor and every interval before and after it", () => {
    const anchorMs = Date.parse("2024-03-30T22:00Z");
    const { next, previous } = everyInterval(4 * HOUR_MS, anchorMs);
    expect(previous(anchorMs)).toBe(anchorMs);
    expect(next(anchorMs)).toBe(anchorMs + 4 * HOUR_MS);
    expect(next(anchorMs - 1)).toBe(anchorMs);
    expect(previous(anchorMs - 1)).toBe(anchorMs - 4 * HOUR_MS);
  });

  test("next and previous agree for any interval, anchor and instant", () => {
    const instant = fc.integer({ min: -1e13, max: 1e13 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e11 }),
        instant,
        instant,
        (everyMs, anchorMs, atMs) => {
          const { next, previous } = everyInterval(everyMs, anchorMs);
          const dueMs = next(atMs) ?? Number.NaN;
          expect(dueMs).toBeGreaterThan(atMs);
          expect(Math.abs((dueMs - anchorMs) % everyMs)).toBe(0);
          expect(previous(dueMs)).toBe(dueMs);
          expect(previous(atMs)).toBe(dueMs - everyMs);
        },
      ),
    );
  });

  test.each([0, -1, 0.5, Number.NaN])("an interval of %d ms is refused", (everyMs) => {
    expect(() => everyInterval(everyMs, 0)).toThrow(CalendarError);
  });
});
