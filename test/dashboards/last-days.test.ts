import { expect, test } from "vitest";
import { lastDays } from "../../dashboards/board/page/fleet/last-days.ts";

test.each([
  ["before midnight in the zone", "2026-11-20T22:59:59Z", "2026-11-18 2026-11-19 2026-11-20"],
  ["after midnight in the zone", "2026-11-20T23:00:00Z", "2026-11-19 2026-11-20 2026-11-21"],
  ["in the hour that comes twice", "2026-10-25T01:30:00Z", "2026-10-23 2026-10-24 2026-10-25"],
  ["at the end of a day of 25 hours", "2026-10-25T22:59:59Z", "2026-10-23 2026-10-24 2026-10-25"],
  ["after a day of 23 hours", "2026-03-29T22:30:00Z", "2026-03-28 2026-03-29 2026-03-30"],
])("lastDays() counts each civil day once, %s", (_, at, days) => {
  expect(lastDays(3, at, "Europe/Paris")).toEqual(days.split(" "));
});

test.each(["Pacific/Auckland", "America/St_Johns", "Asia/Kolkata"])(
  "lastDays() of %s has fourteen days of their own at any hour of a year",
  (zone) => {
    const startMs = Date.parse("2026-01-01T00:00:00Z");
    for (let hour = 0; hour < 365 * 24; hour += 29) {
      const at = new Date(startMs + hour * 3_600_000).toISOString();
      expect(new Set(lastDays(14, at, zone)).size, at).toBe(14);
    }
  },
);
