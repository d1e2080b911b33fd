import { describe, expect, test } from "vitest";
import { listDue } from "../../../platform/calendar/list-due.ts";

const HOUR_MS = 3_600_000;

function notes(cron: string, zone: string, from: string, count: number): string[] {
  const due = listDue({ schedule: { cron }, zone, fromMs: Date.parse(from), count });
  return due.map(({ local, note }) => `${local.slice(5, 16)} ${note}`.trim());
}

describe("listDue()", () => {
  test("tells a time that does not exist and what stands for it", () => {
    expect(notes("30 2 * * *", "Europe/Paris", "2024-03-30T00:00Z", 3)).toEqual([
      "03-30T02:30",
      "03-31T03:00 02:30 does not exist on this day: fires at the first instant after the gap",
      "04-01T02:30",
    ]);
  });

  test("tells a day that does not exist", () => {
    expect(notes("0 12 * * *", "Pacific/Apia", "2011-12-29T00:00Z", 3)).toEqual([
      "12-29T12:00",
      "12-31T00:00 2011-12-30 12:00 does not exist: fires at the first instant after the gap",
      "12-31T12:00",
    ]);
  });

  test("tells a time that comes twice", () => {
    expect(notes("30 2 * * *", "Europe/Paris", "2024-10-26T00:00Z", 3)).toEqual([
      "10-26T02:30",
      "10-27T02:30 02:30 comes twice: fires at its first",
      "10-28T02:30",
    ]);
  });

  test("tells what an hourly cron makes of the hour that comes twice", () => {
    expect(notes("0 * * * *", "Europe/Paris", "2024-10-26T23:00Z", 4)).toEqual([
      "10-27T02:00 02:00 comes twice: its first",
      "10-27T02:00 02:00 comes twice: its second",
      "10-27T03:00",
      "10-27T04:00",
    ]);
  });

  test("tells how much time passes since the slot before where the clock has moved", () => {
    expect(notes("0 6 * * *", "Europe/Paris", "2024-03-30T00:00Z", 3)).toEqual([
      "03-30T06:00",
      "03-31T06:00 clock goes forward 1 h: 23 h after the one before",
      "04-01T06:00",
    ]);
    expect(notes("0 * * * *", "Australia/Lord_Howe", "2024-10-05T14:00Z", 2)).toEqual([
      "10-06T01:00",
      "10-06T03:00 clock goes forward 30 min: 1 h 30 min after the one before",
    ]);
  });

  test("counts an interval from where it is asked, by elapsed time", () => {
    const fromMs = Date.parse("2024-10-26T20:00Z");
    const schedule = { everyMs: 4 * HOUR_MS };
    expect(listDue({ schedule, zone: "Europe/Paris", fromMs, count: 3 })).toEqual([
      {
        dueMs: fromMs + 4 * HOUR_MS,
        local: "2024-10-27T02:00:00+02:00",
        note: "02:00 comes twice: its first",
      },
      {
        dueMs: fromMs + 8 * HOUR_MS,
        local: "2024-10-27T05:00:00+01:00",
        note: "clock goes back 1 h: 4 h after the one before",
      },
      { dueMs: fromMs + 12 * HOUR_MS, local: "2024-10-27T09:00:00+01:00", note: "" },
    ]);
  });

  test("lists what there is where the horizon ends", () => {
    const due = listDue({
      schedule: { cron: "0 0 29 2 */7" },
      zone: "UTC",
      fromMs: Date.parse("2030-01-01T00:00Z"),
      count: 3,
    });
    expect(due.map(({ local }) => local)).toEqual(["2032-02-29T00:00:00+00:00"]);
  });
});
