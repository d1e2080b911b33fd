import { expect, test } from "vitest";
import { policySchema } from "../../../schemas/policy.ts";
import { countSlots } from "../../../verifiers/report/count-slots.ts";
import { weekNamed } from "../../../verifiers/report/iso-week.ts";

const week = weekNamed("2026-W46", "Europe/Paris");
const nightly = policySchema.parse({
  name: "nightly",
  match: {},
  schedule: { cron: "0 1 * * *", zone: "Europe/Paris" },
});
const dueMs = (day: number) => Date.parse(`2026-11-${String(day).padStart(2, "0")}T00:00:00Z`);
const options = {
  ...week,
  firstHeardMs: 0,
  startedMs: [] as number[],
  lateMs: new Set<number>(),
  missingMs: new Set<number>(),
};
const everyNight = [9, 10, 11, 12, 13, 14, 15].map((day) => dueMs(day) + 3_000);

test.each([
  ["every night made", everyNight, [], [], [7, 7, 0, 0, 0]],
  ["a night missing", everyNight.slice(1), [9], [9], [7, 6, 0, 1, 0]],
  ["a night not judged yet", everyNight.slice(0, 6), [], [], [7, 6, 0, 0, 1]],
  ["a night made late", everyNight, [12], [], [7, 7, 1, 0, 0]],
  ["a night made after it was missing", everyNight, [12], [12], [7, 7, 1, 0, 0]],
  ["a second run in one slot", [...everyNight, dueMs(9) + 7_200_000], [], [], [7, 7, 0, 0, 0]],
  ["a run early by twenty minutes", [dueMs(9) - 1_200_000], [], [], [7, 1, 0, 0, 6]],
  ["a run of the slot before", [dueMs(9) - 2_400_000], [], [], [7, 0, 0, 0, 7]],
])("countSlots() with %s", (_story, startedMs, late, missing, want) => {
  const counts = countSlots(nightly, {
    ...options,
    startedMs,
    lateMs: new Set(late.map(dueMs)),
    missingMs: new Set(missing.map(dueMs)),
  });
  const [expected, made, lates, missings, awaited] = want;
  expect(counts).toEqual({ expected, made, late: lates, missing: missings, awaited });
});

test("countSlots() expects nothing of a series before it was heard of", () => {
  const firstHeardMs = dueMs(12) + 3_000;
  expect(countSlots(nightly, { ...options, firstHeardMs }).expected).toBe(4);
});

test("countSlots() expects nothing in a maintenance window", () => {
  const maintenance = [{ cron: "0 0 12 11 *", zone: "Europe/Paris", for: 86_400_000, reason: "x" }];
  expect(countSlots({ ...nightly, maintenance }, options).expected).toBe(6);
});

test("countSlots() counts an hour that comes twice as elapsed time does", () => {
  const hourly = { ...nightly, schedule: { ...nightly.schedule, cron: "0 * * * *" } };
  const autumn = weekNamed("2026-W43", "Europe/Paris");
  expect(countSlots(hourly, { ...options, ...autumn }).expected).toBe(7 * 24 + 1);
});

test("countSlots() counts the slots of an interval from its anchor", () => {
  const { cron: _cron, zone: _zone, ...bounds } = { cron: "", zone: "", ...nightly.schedule };
  const schedule = { ...bounds, every: 4 * 3_600_000, from: "2026-01-01T01:00:00Z" };
  expect(countSlots({ ...nightly, schedule }, options).expected).toBe(42);
});
