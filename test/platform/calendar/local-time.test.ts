import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { localTime } from "../../../platform/calendar/local-time.ts";

const SECOND_MS = 1_000;

describe("localTime()", () => {
  test.each([
    ["2024-03-31T00:59:59Z", "Europe/Paris", "2024-03-31T01:59:59+01:00"],
    ["2024-03-31T01:00:00Z", "Europe/Paris", "2024-03-31T03:00:00+02:00"],
    ["2024-10-27T00:30:00Z", "Europe/Paris", "2024-10-27T02:30:00+02:00"],
    ["2024-10-27T01:30:00Z", "Europe/Paris", "2024-10-27T02:30:00+01:00"],
    ["2024-11-03T06:00:00Z", "America/New_York", "2024-11-03T01:00:00-05:00"],
    ["2024-10-05T15:30:00Z", "Australia/Lord_Howe", "2024-10-06T02:30:00+11:00"],
    ["2011-12-30T10:00:00Z", "Pacific/Apia", "2011-12-31T00:00:00+14:00"],
    ["2024-06-01T00:00:00Z", "America/St_Johns", "2024-05-31T21:30:00-02:30"],
    ["2024-06-01T00:00:00.250Z", "Asia/Kathmandu", "2024-06-01T05:45:00.250+05:45"],
    ["1900-01-01T00:00:00Z", "Europe/Paris", "1900-01-01T00:09:21+00:09:21"],
    ["2024-06-01T00:00:00Z", "UTC", "2024-06-01T00:00:00+00:00"],
  ])("%s in %s is %s", (at, zone, local) => {
    expect(localTime(Date.parse(at), zone)).toBe(local);
  });

  test("shows in every zone what Intl shows, from 1900 to 2060", () => {
    const zones = Intl.supportedValuesOf("timeZone");
    const instant = fc.integer({
      min: Date.parse("1900-01-01") / SECOND_MS,
      max: Date.parse("2060-01-01") / SECOND_MS,
    });
    fc.assert(
      fc.property(fc.constantFrom(...zones), instant, (zone, seconds) => {
        const atMs = seconds * SECOND_MS;
        const format = { timeZone: zone, dateStyle: "short", timeStyle: "medium" } as const;
        const shown = new Intl.DateTimeFormat("sv", format).format(atMs).replace(" ", "T");
        expect(localTime(atMs, zone).slice(0, shown.length)).toBe(shown);
      }),
      { numRuns: 100 },
    );
  });
});
