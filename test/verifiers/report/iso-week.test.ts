import fc from "fast-check";
import { expect, test } from "vitest";
import { weekNamed, weekOf } from "../../../verifiers/report/iso-week.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Weeks from the examples of ISO 8601 and its neighbourhoods of the new year. */
test.each([
  ["2026-11-12T10:00:00Z", "UTC", "2026-W46"],
  ["2024-12-29T23:59:59Z", "UTC", "2024-W52"],
  ["2024-12-30T00:00:00Z", "UTC", "2025-W01"],
  ["2021-01-03T23:59:59Z", "UTC", "2020-W53"],
  ["2021-01-04T00:00:00Z", "UTC", "2021-W01"],
  ["2022-01-02T12:00:00Z", "UTC", "2021-W52"],
  ["2027-01-01T00:00:00Z", "UTC", "2026-W53"],
  ["2026-11-15T22:59:59Z", "Europe/Paris", "2026-W46"],
  ["2026-11-15T23:00:00Z", "Europe/Paris", "2026-W47"],
  ["2026-11-16T04:59:59Z", "America/New_York", "2026-W46"],
  ["2026-11-15T11:00:00Z", "Pacific/Auckland", "2026-W47"],
  ["2026-11-15T10:00:00Z", "Pacific/Kiritimati", "2026-W47"],
])("weekOf(%s, %s) is %s", (at, zone, name) => {
  expect(weekOf(Date.parse(at), zone).name).toBe(name);
});

test.each([
  ["2026-W13", "Europe/Paris", "2026-03-22T23:00:00Z", 7 * DAY_MS - HOUR_MS],
  ["2026-W43", "Europe/Paris", "2026-10-18T22:00:00Z", 7 * DAY_MS + HOUR_MS],
  ["2026-W46", "Europe/Paris", "2026-11-08T23:00:00Z", 7 * DAY_MS],
  ["2020-W53", "UTC", "2020-12-28T00:00:00Z", 7 * DAY_MS],
  ["2026-W46", "Pacific/Kiritimati", "2026-11-08T10:00:00Z", 7 * DAY_MS],
  ["2026-W46", "Pacific/Pago_Pago", "2026-11-09T11:00:00Z", 7 * DAY_MS],
])("weekNamed(%s, %s) begins on its Monday at midnight there", (name, zone, from, lengthMs) => {
  const week = weekNamed(name, zone);
  expect(week.fromMs).toBe(Date.parse(from));
  expect(week.untilMs - week.fromMs).toBe(lengthMs);
});

test.each(["2026-W00", "2026-W54", "2025-W53", "2026-46", "2026-W7", "W46", "", "2026-W46 "])(
  "weekNamed() refuses %j with a hint",
  (name) => {
    expect(() => weekNamed(name, "UTC")).toThrow("Cannot find the week");
  },
);

test("every instant lies in the week that is named for it", () => {
  const zones = fc.constantFrom("Europe/Paris", "America/Havana", "Asia/Kathmandu", "UTC");
  const instants = fc.integer({ min: Date.UTC(1999, 0, 1), max: Date.UTC(2040, 0, 1) });
  fc.assert(
    fc.property(instants, zones, (atMs, zone) => {
      const week = weekOf(atMs, zone);
      expect(week.fromMs).toBeLessThanOrEqual(atMs);
      expect(week.untilMs).toBeGreaterThan(atMs);
      expect(weekOf(week.untilMs, zone).fromMs).toBe(week.untilMs);
    }),
    { numRuns: 200 },
  );
});
