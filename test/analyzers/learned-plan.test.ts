import { expect, test } from "vitest";
import { keepDue } from "../../analyzers/detection/known-due.ts";
import { createMemory } from "../../analyzers/detection/memory.ts";
import { learnSchedule } from "../../analyzers/learned-schedule/learn-schedule.ts";
import { createLearnedPlan } from "../../analyzers/learned-schedule/learned-plan.ts";
import { hour } from "./tell-story.ts";

const DAY = 24;

/** Learned from runs at an hour of each day. */
function dailyAt(at: number) {
  const begins = Array.from({ length: 7 }, (_, day) => hour(day * DAY + at));
  const arrivals = begins.map((beganAtMs) => ({ beganAtMs, finishedAtMs: beganAtMs + 1 }));
  const schedule = learnSchedule({ arrivals, sinceMs: Number.NEGATIVE_INFINITY, zones: ["UTC"] });
  if (!schedule) throw new Error("Daily runs teach a schedule");
  return schedule;
}

test("what a schedule that held for hours only had taken away is not due in hindsight", () => {
  const plan = createLearnedPlan(createMemory());
  plan.add({ fromMs: hour(7 * DAY), schedule: dailyAt(7) });
  plan.add({ fromMs: hour(10 * DAY + 18), schedule: dailyAt(17) });
  plan.add({ fromMs: hour(11 * DAY + 8), schedule: dailyAt(7) });
  expect(plan.all()).toHaveLength(2);
  expect(plan.occurrences.next(hour(9 * DAY + 8))).toBe(hour(10 * DAY + 7));
  expect(plan.occurrences.next(hour(10 * DAY + 8))).toBe(hour(12 * DAY + 7));
  expect(plan.occurrences.previous(hour(12 * DAY))).toBe(hour(10 * DAY + 7));
  const kept = createLearnedPlan(createMemory({ plan: [...keepDue(0, plan.all()).plan] }));
  expect(kept.occurrences.next(hour(10 * DAY + 8))).toBe(hour(12 * DAY + 7));
});
