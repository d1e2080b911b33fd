import { describe, expect, test } from "vitest";
import { listSchedule, renderSchedule } from "../../../app/commands/schedule.ts";

const from = (instant: string) => ({ fromMs: Date.parse(instant), zone: "Europe/Paris" });

describe("listSchedule()", () => {
  test("lists a cron's due instants strictly after an instant", () => {
    const schedule = "30 2 * * *";
    expect(listSchedule({ schedule, ...from("2024-03-30T01:30:00Z"), count: 2 })).toEqual([
      {
        due: "2024-03-31T01:00:00Z",
        local: "2024-03-31T03:00:00+02:00",
        note: "02:30 does not exist on this day: fires at the first instant after the gap",
      },
      { due: "2024-04-01T00:30:00Z", local: "2024-04-01T02:30:00+02:00", note: "" },
    ]);
  });

  test("counts an interval from the instant", () => {
    const slots = listSchedule({ schedule: "1h30m", ...from("2024-06-01T00:07:00Z"), count: 2 });
    expect(slots.map(({ due }) => due)).toEqual(["2024-06-01T01:37:00Z", "2024-06-01T03:07:00Z"]);
  });

  test.each([
    ["60 * * * *", "minute"],
    ["4x", "schedule"],
    ["", "schedule"],
    ["0s", "every"],
    ["@never", "cron"],
  ])("%j is refused in the name of its %s", (schedule, field) => {
    expect(() => listSchedule({ schedule, ...from("2024-06-01T00:00:00Z"), count: 1 })).toThrow(
      expect.objectContaining({ field }),
    );
  });

  test.each([0, -1, 1.5, Number.NaN, 1e9])("a count of %d is refused", (count) => {
    expect(() => listSchedule({ schedule: "4h", ...from("2024-06-01T00:00:00Z"), count })).toThrow(
      expect.objectContaining({ field: "count" }),
    );
  });
});

describe("renderSchedule()", () => {
  test("is a table", () => {
    const slots = listSchedule({
      schedule: "0 1 * * *",
      ...from("2024-06-01T00:00:00Z"),
      count: 2,
    });
    expect(renderSchedule(slots).split("\n")).toEqual([
      "due                   local                      note",
      "2024-06-01T23:00:00Z  2024-06-02T01:00:00+02:00",
      "2024-06-02T23:00:00Z  2024-06-03T01:00:00+02:00",
    ]);
  });
});
