import { describe, expect, test } from "vitest";
import { CalendarError } from "../../../platform/calendar/calendar-error.ts";
import { parseCron } from "../../../platform/calendar/parse-cron.ts";
import { nextInstants } from "./next-instants.ts";

type Case = [name: string, cron: string, zone: string, from: string, due: string[]];

/** 2024 is a leap year that begins on a Monday. */
const days: Case[] = [
  [
    "leap days",
    "0 0 29 2 *",
    "UTC",
    "2023-01-01T00:00Z",
    ["2024-02-29T00:00Z", "2028-02-29T00:00Z"],
  ],
  ["no leap day in 2100", "0 0 29 2 *", "UTC", "2096-03-01T00:00Z", ["2104-02-29T00:00Z"]],
  [
    "L is the last day of a month",
    "0 0 L * *",
    "UTC",
    "2024-01-15T00:00Z",
    ["2024-01-31T00:00Z", "2024-02-29T00:00Z", "2024-03-31T00:00Z", "2024-04-30T00:00Z"],
  ],
  [
    "5L is the last Friday of a month",
    "0 0 * * 5L",
    "UTC",
    "2024-01-01T00:00Z",
    ["2024-01-26T00:00Z", "2024-02-23T00:00Z", "2024-03-29T00:00Z"],
  ],
  [
    "tue#2 is the second Tuesday of a month",
    "0 0 * * tue#2",
    "UTC",
    "2024-01-01T00:00Z",
    ["2024-01-09T00:00Z", "2024-02-13T00:00Z", "2024-03-12T00:00Z"],
  ],
  [
    "4#5 waits for months with five Thursdays",
    "0 0 * * 4#5",
    "UTC",
    "2024-01-01T00:00Z",
    ["2024-02-29T00:00Z", "2024-05-30T00:00Z", "2024-08-29T00:00Z"],
  ],
  [
    "day of month and day of week both restricted: either matches",
    "0 0 13 * 5",
    "UTC",
    "2024-09-01T00:00Z",
    ["2024-09-06T00:00Z", "2024-09-13T00:00Z", "2024-09-20T00:00Z"],
  ],
  [
    "a step of a star is a star to Vixie: both must match",
    "0 0 */2 * 1",
    "UTC",
    "2024-01-01T00:00Z",
    ["2024-01-15T00:00Z", "2024-01-29T00:00Z", "2024-02-05T00:00Z"],
  ],
  [
    "1-31/2 is not a star to Vixie: either matches",
    "0 0 1-31/2 * 1",
    "UTC",
    "2024-01-06T12:00Z",
    ["2024-01-07T00:00Z", "2024-01-08T00:00Z", "2024-01-09T00:00Z"],
  ],
  [
    "7 is Sunday, as is 0",
    "0 0 * * 7",
    "UTC",
    "2024-01-01T00:00Z",
    ["2024-01-07T00:00Z", "2024-01-14T00:00Z"],
  ],
  [
    "names may bound ranges, and Sunday may end one",
    "0 0 * jan-feb fri-sun",
    "UTC",
    "2024-02-24T12:00Z",
    ["2024-02-25T00:00Z", "2025-01-03T00:00Z"],
  ],
  [
    "lists of ranges and steps",
    "10-30/10,55 8,20 1 MAR *",
    "UTC",
    "2024-03-01T08:15Z",
    ["2024-03-01T08:20Z", "2024-03-01T08:30Z", "2024-03-01T08:55Z", "2024-03-01T20:10Z"],
  ],
  ["@daily", "@daily", "UTC", "2024-01-01T00:00Z", ["2024-01-02T00:00Z"]],
  ["@weekly", "@weekly", "UTC", "2024-01-01T00:00Z", ["2024-01-07T00:00Z"]],
  ["@monthly", "@monthly", "UTC", "2024-01-01T00:00Z", ["2024-02-01T00:00Z"]],
  ["@yearly", "@yearly", "UTC", "2024-01-01T00:00Z", ["2025-01-01T00:00Z"]],
];

const impossible: [cron: string, field: string, fault: string][] = [
  ["60 * * * *", "minute", "60 is not between 0 and 59"],
  ["0 24 * * *", "hour", "24 is not between 0 and 23"],
  ["0 0 0 * *", "day of month", "0 is not between 1 and 31"],
  ["0 0 * 13 *", "month", "13 is not between 1 and 12"],
  ["0 0 * * 8", "day of week", "8 is not between 0 and 7"],
  ["0 0 30 2 *", "day of month", "30 never comes in month 2"],
  ["0 0 31 apr,jun *", "day of month", "31 never comes in month apr,jun"],
  ["0 0 * januar *", "month", '"januar" is not a number or a name'],
  ["0 0 * * jan", "day of week", '"jan" is not a number or a name'],
  ["0 mon * * *", "hour", '"mon" is not a number or a name'],
  ["0 22-2 * * *", "hour", '"22-2" runs backwards'],
  ["5/15 * * * *", "minute", '"5/15" has a step but no range'],
  ["*/0 * * * *", "minute", '"*/0" has a step of 0'],
  ["-5 * * * *", "minute", '"-5" cannot be read'],
  ["1, * * * *", "minute", '"" cannot be read'],
  ["0 0 ? * *", "day of month", '"?" cannot be read'],
  ["0 0 * * 1#6", "day of week", "1#6: a month has no weekday number 6"],
  ["0 0 * * L", "day of week", '"L" cannot be read'],
  ["0 0 * * 1-5#2", "day of week", '"1-5#2" cannot be read'],
  ["0 0 1 * * *", "cron", '"0 0 1 * * *" has 6 fields, not five'],
  ["", "cron", '"" has 0 fields, not five'],
  ["@reboot", "cron", '"@reboot" is not a name'],
];

describe("parseCron()", () => {
  test.each(days)("%s", (_, cron, zone, from, due) => {
    expect(nextInstants(parseCron(cron, zone), from, due.length)).toEqual(due);
  });

  test.each(impossible)("%j is refused in the name of its %s", (cron, field, fault) => {
    const read = () => parseCron(cron, "UTC");
    expect(read).toThrow(CalendarError);
    expect(read).toThrow(expect.objectContaining({ field, message: `${field}: ${fault}` }));
  });

  test("an unknown zone is refused with the one that was perhaps meant", () => {
    expect(() => parseCron("@daily", "Europe/Pariss")).toThrow(
      expect.objectContaining({ field: "zone", hint: "did you mean Europe/Paris?" }),
    );
    expect(() => parseCron("@daily", "+02:00")).toThrow(CalendarError);
    expect(() => parseCron("@daily", "")).toThrow(CalendarError);
  });

  test("what does not come within eight years is not due", () => {
    // 29 February fell on a Sunday in 2004 and 2032.
    const leapSundays = parseCron("0 0 29 2 */7", "UTC");
    expect(leapSundays.next(Date.parse("2010-01-01T00:00Z"))).toBeNull();
    expect(leapSundays.previous(Date.parse("2024-01-01T00:00Z"))).toBeNull();
    expect(leapSundays.next(Date.parse("2030-01-01T00:00Z"))).toBe(Date.parse("2032-02-29"));
  });
});
