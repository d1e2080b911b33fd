import { describe, expect, test } from "vitest";
import { nextDigest } from "../../alerts/policy/next-digest.ts";
import { isWithinHours } from "../../alerts/policy/working-hours.ts";
import { digestSchema, hoursSchema } from "../../schemas/alert-policy.ts";

const zone = "Europe/Paris";
const office = hoursSchema.parse({ zone, from: "08:00", to: "18:00" });
const night = hoursSchema.parse({ zone, days: ["fri"], from: "22:00", to: "06:00" });
const always = hoursSchema.parse({ zone, days: ["sun"], from: "00:00", to: "24:00" });

describe("isWithinHours()", () => {
  test.each([
    ["a Monday before", office, "2026-11-16T06:59:59Z", false],
    ["a Monday at their beginning", office, "2026-11-16T07:00:00Z", true],
    ["a Monday before their end", office, "2026-11-16T16:59:59Z", true],
    ["a Monday at their end", office, "2026-11-16T17:00:00Z", false],
    ["a Saturday", office, "2026-11-14T10:00:00Z", false],
    ["a Monday in summer", office, "2026-07-06T06:00:00Z", true],
    ["the Monday before the clocks go forward", office, "2026-03-23T06:30:00Z", false],
    ["the Monday after they went forward", office, "2026-03-30T06:30:00Z", true],
    ["the Monday after they went back", office, "2026-10-26T06:30:00Z", false],
    ["a Friday's night", night, "2026-11-20T21:00:00Z", true],
    ["a Friday's night, past midnight", night, "2026-11-21T04:59:00Z", true],
    ["a Saturday's morning", night, "2026-11-21T05:00:00Z", false],
    ["a Thursday's night, past midnight", night, "2026-11-20T04:00:00Z", false],
    ["the hour that comes twice", always, "2026-10-25T01:30:00Z", true],
    ["a whole day's last minute", always, "2026-10-25T22:59:00Z", true],
    ["the minute after it", always, "2026-10-25T23:00:00Z", false],
  ] as const)("%s", (_name, hours, at, want) => {
    expect(isWithinHours(hours, Date.parse(at))).toBe(want);
  });
});

describe("nextDigest()", () => {
  const daily = digestSchema.parse({ at: "08:30", zone });
  const within = digestSchema.parse({ hours: { zone, from: "08:00", to: "18:00" } });

  test.each([
    ["the same day", daily, "2026-11-16T06:00:00Z", "2026-11-16T07:30:00Z"],
    ["the next day where it has been", daily, "2026-11-16T07:30:00Z", "2026-11-17T07:30:00Z"],
    ["over the change to summer", daily, "2026-03-28T08:00:00Z", "2026-03-29T06:30:00Z"],
    ["over the change to winter", daily, "2026-10-24T08:00:00Z", "2026-10-25T07:30:00Z"],
    ["over a weekend", within, "2026-11-20T17:00:00Z", "2026-11-23T07:00:00Z"],
    ["within working hours", within, "2026-11-20T16:59:00Z", null],
  ] as const)("%s", (_name, digest, at, want) => {
    const dueMs = nextDigest(digest, Date.parse(at));
    expect(dueMs === null ? null : new Date(dueMs).toISOString().replace(".000", "")).toBe(want);
  });
});

test("hours that cover nothing are none", () => {
  expect(hoursSchema.safeParse({ zone, from: "08:00", to: "08:00" }).success).toBe(false);
  expect(hoursSchema.safeParse({ zone, from: "00:00", to: "24:00" }).success).toBe(true);
  expect(hoursSchema.safeParse({ zone, days: [], from: "08:00", to: "18:00" }).success).toBe(false);
});
