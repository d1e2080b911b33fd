import fc from "fast-check";
import { expect, test } from "vitest";
import { placeAt } from "../../analyzers/baselines/place-at.ts";
import { createPointHistory } from "../../analyzers/baselines/point-history.ts";
import { isTold } from "../../analyzers/sizes/detect-size.ts";
import { openZone } from "../../platform/calendar/open-zone.ts";
import type { Series } from "../../schemas/series.ts";
import { days, last, learn, MB, MONDAY_MS, said, usual } from "./learn-sizes.ts";

const isWeekend = (day: number) => day % 7 >= 5;

test.each([
  ["a size as ever", 101, "usual"],
  ["9 % less", 91, "odd"],
  ["a fifth less", 80, "undersized warning baseline"],
  ["half", 49, "undersized critical baseline"],
  ["half a hundredth", 0.5, "undersized critical empty"],
  ["4 KiB", 0.004, "undersized critical empty"],
  ["nothing", 0, "undersized critical empty"],
  ["a tenth more", 110, "odd"],
  ["half as much again", 150, "oversized warning baseline"],
  ["an exabyte", 1e12, "oversized warning baseline"],
])("A full of %s is judged", (_case, megabytes, verdict) => {
  expect(last([...usual, megabytes])).toBe(verdict);
});

test("Statistics wake nobody before the seventh run, and say nothing before the third", () => {
  const halved = (runs: number) => last([...usual.slice(0, runs), 40]);
  expect([0, 1, 2].map(halved)).toEqual(Array(3).fill("unknown"));
  expect([3, 4, 5, 6].map(halved)).toEqual(Array(4).fill("undersized warning baseline"));
  expect(halved(7)).toBe("undersized critical baseline");
  expect(learn([...usual.slice(0, 6), 40]).at(-1)?.measure?.runs).toBe(6);
});

test("A policy's least size and nothing at all need no history, nearly nothing one run of it", () => {
  expect(last([0.001], { minBytes: MB })).toBe("undersized critical minimum");
  expect(learn([0, 0, 0]).map(said)).toEqual(Array(3).fill("undersized critical empty"));
  expect(last([0], { backupType: "log" })).toBe("unknown");
  expect(last([1, 0.001])).toBe("undersized critical empty");
});

test("Small backups may vary: less than 16 KiB lost, or 1 MiB gained, is nothing", () => {
  expect(last([...Array(20).fill(0.02), 0.012])).toBe("odd");
  expect(last([...Array(20).fill(0.3), 0.9])).toBe("odd");
  expect(last([...Array(20).fill(0.02), 0.009])).toBe("undersized critical baseline");
});

test("Sizes that never vary are judged as others are", () => {
  expect(last([...Array(20).fill(100), 100])).toBe("usual");
  expect(last([...Array(20).fill(100), 85])).toBe("undersized warning baseline");
});

test("Growth is followed, whether slow or fast", () => {
  const steps = (perDay: number) => learn(days(80, (day) => 100 * Math.exp(perDay * day)));
  for (const perDay of [0.001, 0.01, 0.03, -0.003])
    expect(steps(perDay).filter(isTold)).toEqual([]);
});

test("Quiet weekends are learnt, and a Saturday's size is missed on a Tuesday", () => {
  const megabytesOn = (day: number) => (isWeekend(day) ? 10 : 100);
  const telling = { backupType: "incremental" } as const;
  const calm = learn(days(60, megabytesOn), telling).map(said);
  expect(calm.filter((word) => word.includes("sized"))).toEqual([]);
  const lost = days(58, megabytesOn);
  expect(last([...lost, 5], telling)).toBe("undersized warning baseline");
});

test("A day off that is as quiet as a weekend is no loss", () => {
  const sizes = days(59, (day) => (isWeekend(day) ? 10 : 100));
  expect(last([...sizes, 10.5], { backupType: "incremental" })).toBe("quiet day");
});

test("A quiet day excuses no full", () => {
  const sizes = days(59, (day) => (isWeekend(day) ? 40 : 100));
  expect(last([...sizes, 40])).toBe("undersized critical baseline");
});

test("Idle nights of a log backed up every four hours are learnt", () => {
  const sizes = days(6 * 60, (run) => (run % 6 < 2 || isWeekend(Math.floor(run / 6)) ? 0.003 : 5));
  const words = learn(sizes, { backupType: "log", perDay: 6 }).map(said);
  expect(words.filter((word) => word.includes("sized"))).toEqual([]);
});

test("A month's end that was as high before is usual; the same on another day is told", () => {
  // Day 29 is the 30th of June, day 60 the 31st of July.
  const isEnd = (day: number) => day === 29 || day === 60;
  const telling = { backupType: "incremental" } as const;
  const sizes = days(90, (day) => (isEnd(day) ? 1_200 : 100));
  const words = learn(sizes, telling).map(said);
  expect(words[60]).toBe("month end");
  expect(last([...sizes.slice(0, 70), 1_200], telling)).toBe("oversized warning baseline");
});

test("One bad day teaches nothing", () => {
  const before = learn([...usual, 100]).at(-1)?.measure;
  const after = learn([...usual, 50, 100]).at(-1)?.measure;
  expect(after?.expectedLog).toBeCloseTo(before?.expectedLog ?? 0, 2);
  expect(after?.runs).toBe(before?.runs);
});

test("Three that are out alike are the new level, and the next are judged by it", () => {
  const steps = learn([...usual, 51, 50, 52, 51, 20]);
  expect(steps.map(({ adopted }) => adopted).indexOf(true)).toBe(32);
  expect(steps.slice(-2).map(said)).toEqual(["usual", "undersized critical baseline"]);
});

test("What comes back to the level before is no news", () => {
  const steps = learn([...usual, 51, 50, 52, 51, 100, 101, 99]);
  expect(steps.slice(-3).map(said)).toEqual(["former level", "usual", "usual"]);
});

test("Empty backups are never adopted", () => {
  expect(learn([...usual, 0, 0, 0, 0, 0]).some(({ adopted }) => adopted)).toBe(false);
});

test("A quarter's first end may be further out than another day, but not at will", () => {
  const sizes = days(60, () => 100);
  const told = "oversized warning baseline";
  const lastOf = (day: number, size: number, backupType: Series["backupType"]) =>
    last([...sizes.slice(0, day), size], { backupType });
  expect(lastOf(29, 150, "full")).toBe("month end");
  expect(lastOf(29, 200, "full")).toBe(told);
  expect(lastOf(28, 150, "full")).toBe(told);
  expect(lastOf(29, 250, "differential")).toBe("month end");
  expect(lastOf(29, 400, "differential")).toBe("month end");
  expect(lastOf(28, 400, "differential")).toBe(told);
  expect(lastOf(29, 600, "differential")).toBe(told);
  expect(lastOf(29, 800, "incremental")).toBe("month end");
  expect(lastOf(29, 1_800, "incremental")).toBe(told);
});

test("A series that has become wild is not told for ever", () => {
  const wild = [50, 160, 70, 150, 45, 170, 60, 140, 55, 165];
  const words = learn([...usual, ...wild, ...wild, ...wild]).map(said);
  expect(words.slice(-10).filter((word) => word.includes("sized")).length).toBeLessThan(3);
});

test("An announced change is not told, unless nothing is left", () => {
  const announced = [30];
  const steps = learn([...usual, 50, 51, 50, 51], { announced });
  expect(steps.slice(-4).map(said)).toEqual(["announced", "announced", "announced", "usual"]);
  expect(last([...usual, 0], { announced })).toBe("undersized critical empty");
  expect(last([...usual, 100, 101, 100, 50], { announced })).toBe("undersized critical baseline");
});

test("What grows and is purged again and again is told of the first purge only", () => {
  const sizes = days(150, (day) => 100 * Math.exp(0.01 * (day % 30)));
  const told = learn(sizes).flatMap((step, day) => (isTold(step) ? [day] : []));
  expect(told).toEqual([30, 31, 32]);
});

test("Where it was purged before, a cut to another size is told, and half of it always", () => {
  const grownBy = (perDay: number) => days(90, (day) => 100 * Math.exp(perDay * (day % 30)));
  expect(last([...grownBy(0.01), 101])).toBe("purged again");
  for (const size of [85, 115]) expect(last([...grownBy(0.01), size])).toMatch("undersized");
  expect(last([...grownBy(0.025), 100])).toMatch("undersized");
});

test("What was cut for days and came back at a stroke was no purge", () => {
  const cut = days(70, (day) => (day >= 30 && day < 34 ? 70 : 100));
  expect(last([...cut, 70])).toBe("undersized critical baseline");
});

test("An announced change excuses a weekly series' next run, not a month of them", () => {
  const weekly = { perDay: 1 / 7, announced: [30] };
  expect(last([...usual, 50], weekly)).toBe("announced");
  expect(last([...usual, 100, 50], weekly)).toBe("undersized critical baseline");
});

test("A full of at most half of what is usual is never passed over", () => {
  const share = fc.double({ min: 0, max: 0.5, noNaN: true });
  // Statistics wake nobody before seven runs are learnt, and an odd one isn't.
  const spread = fc.array(fc.double({ min: 0.97, max: 1.03, noNaN: true }), { minLength: 12 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), spread, share, (size, of, left) => {
      const known = of.map((factor) => size * factor);
      const expected = Math.exp(learn([...known, size]).at(-1)?.measure?.expectedLog ?? 0) / MB;
      expect(last([...known, expected * left])).toMatch(/^undersized critical/);
    }),
  );
});

test("A weekly series stays where an announced change led it, and is told if it goes elsewhere", () => {
  const weekly = { perDay: 1 / 7, announced: [30] };
  const words = learn([...usual, 50, 50, 51, 50], weekly).map(said);
  expect(words.slice(30)).toEqual(["announced", "announced", "announced", "usual"]);
  expect(last([...usual, 50, 30], weekly)).toBe("undersized critical baseline");
});

test("Of three runs nobody knows the spread: a fourth is told if it is half, not if it is 30 % off", () => {
  expect(last([100, 100.1, 100, 70])).toBe("odd");
  expect(last([100, 100.1, 100, 50])).toBe("undersized warning baseline");
});

test("History stays small, knows the last nine weeks of days, and thins out what is older", () => {
  const history = createPointHistory();
  for (let run = 0; run < 96 * 120; run += 1)
    history.push({ value: run, place: placeAt(openZone("UTC"), MONDAY_MS + run * 900_000) });
  const { values, days: at } = history.copy();
  expect(values.length).toBeLessThanOrEqual(189);
  expect(values.slice(-63)).toEqual(Array.from({ length: 63 }, (_, i) => 96 * 120 - 63 + i));
  expect((at.at(-1) ?? 0) - (at[0] ?? 0)).toBeGreaterThan(60);
  expect(at).toEqual([...at].sort((a, b) => a - b));
});
