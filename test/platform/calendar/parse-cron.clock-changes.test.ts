import { describe, expect, test } from "vitest";
import { parseCron } from "../../../platform/calendar/parse-cron.ts";
import { nextInstants } from "./next-instants.ts";

type Case = [name: string, cron: string, zone: string, from: string, due: string[]];

/** Worked out by hand from the published rules of each zone. */
const clockChanges: Case[] = [
  [
    "Paris skips 02:30 on 31 March: 03:00 there is 01:00 in UTC",
    "30 2 * * *",
    "Europe/Paris",
    "2024-03-30T00:00Z",
    ["2024-03-30T01:30Z", "2024-03-31T01:00Z", "2024-04-01T00:30Z"],
  ],
  [
    "Paris shows 02:30 twice on 27 October: only the first, at +02:00, is due",
    "30 2 * * *",
    "Europe/Paris",
    "2024-10-26T00:00Z",
    ["2024-10-26T00:30Z", "2024-10-27T00:30Z", "2024-10-28T01:30Z"],
  ],
  [
    "two times within one gap are one slot",
    "15,45 2 * * *",
    "Europe/Paris",
    "2024-03-30T02:00Z",
    ["2024-03-31T01:00Z", "2024-04-01T00:15Z", "2024-04-01T00:45Z"],
  ],
  [
    "a time within the gap and one at its end are one slot",
    "0 2,3 * * *",
    "Europe/Paris",
    "2024-03-30T12:00Z",
    ["2024-03-31T01:00Z", "2024-04-01T00:00Z"],
  ],
  [
    "a range of hours is fixed, so that each is due once",
    "0 1-3 * * *",
    "Europe/Paris",
    "2024-10-26T12:00Z",
    ["2024-10-26T23:00Z", "2024-10-27T00:00Z", "2024-10-27T02:00Z"],
  ],
  [
    "an hourly cron is due each real hour while Paris goes forward",
    "0 * * * *",
    "Europe/Paris",
    "2024-03-30T23:30Z",
    ["2024-03-31T00:00Z", "2024-03-31T01:00Z", "2024-03-31T02:00Z"],
  ],
  [
    "an hourly cron is due each real hour while Paris goes back",
    "0 * * * *",
    "Europe/Paris",
    "2024-10-26T23:30Z",
    ["2024-10-27T00:00Z", "2024-10-27T01:00Z", "2024-10-27T02:00Z"],
  ],
  [
    "a step of the minute within a skipped hour is not due on that day",
    "*/30 2 * * *",
    "Europe/Paris",
    "2024-03-30T12:00Z",
    ["2024-04-01T00:00Z", "2024-04-01T00:30Z"],
  ],
  [
    "a step of the minute within a repeated hour is due in both",
    "*/30 2 * * *",
    "Europe/Paris",
    "2024-10-26T12:00Z",
    ["2024-10-27T00:00Z", "2024-10-27T00:30Z", "2024-10-27T01:00Z", "2024-10-27T01:30Z"],
  ],
  [
    "New York skips 02:30 on 10 March: 03:00 there is 07:00 in UTC",
    "30 2 * * *",
    "America/New_York",
    "2024-03-09T00:00Z",
    ["2024-03-09T07:30Z", "2024-03-10T07:00Z", "2024-03-11T06:30Z"],
  ],
  [
    "New York shows 01:30 twice on 3 November: the first is at -04:00",
    "30 1 * * *",
    "America/New_York",
    "2024-11-02T00:00Z",
    ["2024-11-02T05:30Z", "2024-11-03T05:30Z", "2024-11-04T06:30Z"],
  ],
  [
    "Lord Howe skips half an hour on 6 October: 02:30 there is 15:30 in UTC",
    "15 2 * * *",
    "Australia/Lord_Howe",
    "2024-10-04T12:00Z",
    ["2024-10-04T15:45Z", "2024-10-05T15:30Z", "2024-10-06T15:15Z"],
  ],
  [
    "Lord Howe repeats half an hour on 7 April: the first 01:45 is at +11:00",
    "45 1 * * *",
    "Australia/Lord_Howe",
    "2024-04-05T12:00Z",
    ["2024-04-05T14:45Z", "2024-04-06T14:45Z", "2024-04-07T15:15Z"],
  ],
  [
    "quarter hours at Lord Howe follow real time through the repeated half hour",
    "*/15 1 * * *",
    "Australia/Lord_Howe",
    "2024-04-06T14:20Z",
    [
      "2024-04-06T14:30Z",
      "2024-04-06T14:45Z",
      "2024-04-06T15:00Z",
      "2024-04-06T15:15Z",
      "2024-04-07T14:30Z",
    ],
  ],
  [
    "Apia never had 30 December 2011: its noon is due where the 31st begins",
    "0 12 * * *",
    "Pacific/Apia",
    "2011-12-29T00:00Z",
    ["2011-12-29T22:00Z", "2011-12-30T10:00Z", "2011-12-30T22:00Z"],
  ],
  [
    "an hourly cron does not see the day that Apia skipped",
    "0 * * * *",
    "Pacific/Apia",
    "2011-12-30T08:30Z",
    ["2011-12-30T09:00Z", "2011-12-30T10:00Z", "2011-12-30T11:00Z"],
  ],
  [
    "Santiago skips midnight on 8 September: 01:00 there is 04:00 in UTC",
    "0 0 * * *",
    "America/Santiago",
    "2024-09-07T00:00Z",
    ["2024-09-07T04:00Z", "2024-09-08T04:00Z", "2024-09-09T03:00Z"],
  ],
  [
    "Santiago repeats the hour before midnight on 6 April: the first 23:30 is at -03:00",
    "30 23 * * *",
    "America/Santiago",
    "2024-04-06T00:00Z",
    ["2024-04-06T02:30Z", "2024-04-07T02:30Z", "2024-04-08T03:30Z"],
  ],
  [
    "midnight of 7 April in Santiago comes once, after the repeated hour",
    "0 0 * * *",
    "America/Santiago",
    "2024-04-06T00:00Z",
    ["2024-04-06T03:00Z", "2024-04-07T04:00Z", "2024-04-08T04:00Z"],
  ],
  [
    "Beirut skips midnight on 31 March: 01:00 there is 22:00 in UTC",
    "0 0 * * *",
    "Asia/Beirut",
    "2024-03-29T12:00Z",
    ["2024-03-29T22:00Z", "2024-03-30T22:00Z", "2024-03-31T21:00Z"],
  ],
  [
    "Kathmandu lost a quarter of an hour as 1986 began: 00:15 there was 18:30 in UTC",
    "5 0 1 1 *",
    "Asia/Kathmandu",
    "1985-06-01T00:00Z",
    ["1985-12-31T18:30Z", "1986-12-31T18:20Z"],
  ],
];

describe("parseCron() where clocks change", () => {
  test.each(clockChanges)("%s", (_, cron, zone, from, due) => {
    expect(nextInstants(parseCron(cron, zone), from, due.length)).toEqual(due);
  });
});
