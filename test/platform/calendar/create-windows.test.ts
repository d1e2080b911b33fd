import { describe, expect, test } from "vitest";
import { createWindows } from "../../../platform/calendar/create-windows.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const newYear = { cron: "0 0 1 1 *", zone: "Europe/Paris", for: DAY_MS, reason: "New Year" };

describe("createWindows()", () => {
  test.each([
    ["just before it opens", "2023-12-31T22:59:59.999Z", null],
    ["when it opens", "2023-12-31T23:00:00Z", "2024-01-01T23:00:00Z"],
    ["just before it closes", "2024-01-01T22:59:59.999Z", "2024-01-01T23:00:00Z"],
    ["when it has closed", "2024-01-01T23:00:00Z", null],
  ])("a day in Paris: %s", (_, at, until) => {
    const open = until === null ? null : { reason: "New Year", untilMs: Date.parse(until) };
    expect(createWindows([newYear])(Date.parse(at))).toEqual(open);
  });

  test("a window lasts real time, also over a change of the clocks", () => {
    const windowAt = createWindows([
      { cron: "0 0 * * sun", zone: "Europe/Paris", for: 4 * HOUR_MS, reason: "patches" },
    ]);
    // 00:00 to 05:00 by the clocks of Paris, which skip an hour.
    expect(windowAt(Date.parse("2024-03-31T02:59:00Z"))).toEqual({
      reason: "patches",
      untilMs: Date.parse("2024-03-31T03:00:00Z"),
    });
    expect(windowAt(Date.parse("2024-03-31T03:00:00Z"))).toBeNull();
  });

  test("of several open windows the one that closes last is told", () => {
    const short = { cron: "0 0 1 1 *", zone: "UTC", for: 2 * HOUR_MS, reason: "short" };
    const windowAt = createWindows([short, newYear, short]);
    expect(windowAt(Date.parse("2024-01-01T00:30Z"))?.reason).toBe("New Year");
  });

  test.each([
    ["as the day begins there", "2026-12-24T23:00:00Z", true],
    ["just before", "2026-12-24T22:59:59Z", false],
    ["as it ends there", "2026-12-25T23:00:00Z", false],
    ["on the same day of another year", "2027-12-25T12:00:00Z", true],
    ["on a date of one year", "2026-05-14T12:00:00Z", true],
    ["a year later", "2027-05-14T12:00:00Z", false],
    ["on a leap day", "2028-02-29T12:00:00Z", true],
  ])("holidays are whole local days: %s", (_, at, isOpen) => {
    const dates = ["12-25", "2026-05-14", "02-29"];
    const windowAt = createWindows([{ dates, zone: "Europe/Paris", reason: "holiday" }]);
    expect(windowAt(Date.parse(at))?.reason).toBe(isOpen ? "holiday" : undefined);
  });

  test("a holiday on which the clocks change ends with its local day", () => {
    const entry = { dates: ["2024-03-31"], zone: "Europe/Paris", reason: "Easter" };
    const open = createWindows([entry])(Date.parse("2024-03-31T12:00:00Z"));
    expect(open).toEqual({ reason: "Easter", untilMs: Date.parse("2024-03-31T22:00:00Z") });
  });

  test("without entries none is ever open", () => {
    expect(createWindows([])(0)).toBeNull();
  });
});
