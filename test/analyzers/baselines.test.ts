import fc from "fast-check";
import { median } from "simple-statistics";
import { expect, test } from "vitest";
import { expectedAt, fitBaseline, type Points } from "../../analyzers/baselines/fit-baseline.ts";
import { movingMedians } from "../../analyzers/baselines/moving-medians.ts";
import { placeAt } from "../../analyzers/baselines/place-at.ts";
import { quantileInclusive } from "../../analyzers/baselines/quantile-inclusive.ts";
import { resistantSlope } from "../../analyzers/baselines/resistant-slope.ts";
import { blendScale, robustScale } from "../../analyzers/baselines/robust-scale.ts";
import { seasonOffsets } from "../../analyzers/baselines/season-offsets.ts";
import { openZone } from "../../platform/calendar/open-zone.ts";

const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const some = fc.array(number, { minLength: 1, maxLength: 80 });

test("quantileInclusive() interpolates between the sorted values", () => {
  expect(quantileInclusive([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect(quantileInclusive([10, 20, 30, 40, 50], 0.9)).toBeCloseTo(46, 12);
  fc.assert(
    fc.property(some, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
      const sorted = [...values].sort((a, b) => a - b);
      const rank = share * (sorted.length - 1);
      const below = sorted[Math.floor(rank)] ?? 0;
      const above = sorted[Math.ceil(rank)] ?? 0;
      const wanted = below + (rank - Math.floor(rank)) * (above - below);
      expect(quantileInclusive(values, share)).toBeCloseTo(wanted, 6);
    }),
  );
});

test("robustScale() is a standard deviation where residuals are normal", () => {
  // Quantiles of a standard normal distribution: of 2.5, 5, 10, 25, 50, 75, 90, 95, 97.5 %.
  const residuals = [-1.96, -1.645, -1.282, -0.674, 0, 0.674, 1.282, 1.645, 1.96];
  expect(robustScale(residuals)).toBeGreaterThan(1);
  expect(robustScale(residuals)).toBeLessThan(2);
});

test("robustScale() heeds heavy tails, and not one wild value among many", () => {
  const calm = Array.from({ length: 60 }, (_, index) => (index % 2 === 0 ? 0.01 : -0.01));
  expect(robustScale([...calm, 9])).toBeCloseTo(robustScale(calm), 6);
  expect(robustScale([...calm, 1, -1, 1, -1, 1, -1, 1, -1])).toBeGreaterThan(0.3);
});

test("blendScale() trusts what it knows more with each run", () => {
  expect(blendScale(0.1, 0, { scale: 0.3, runs: 8 })).toBeCloseTo(0.3, 12);
  const scales = [1, 7, 63, 10_000].map((runs) => blendScale(0.1, runs, { scale: 0.3, runs: 8 }));
  expect(scales).toEqual([...scales].sort((a, b) => b - a));
  expect(scales.at(-1)).toBeCloseTo(0.1, 3);
});

test("seasonOffsets() gives a group its median, and nothing to one of a single member", () => {
  const [first, second, third, fourth] = seasonOffsets(
    [5, 5, 5, 0, 0, 7],
    [1, 1, 1, 0, 0, 3],
    1e-4,
  );
  expect([first, third, fourth]).toEqual([0, 0, 0]);
  expect(second).toBeCloseTo(5, 6);
  expect(seasonOffsets([7], [3], 0.1)[3]).toBe(0);
});

test("seasonOffsets() draws to zero what does not stand out of its own error", () => {
  const [weak = 1] = seasonOffsets([0.1, 0.1, 0.1], [0, 0, 0], 1);
  expect(weak).toBeLessThan(0.01);
  expect(weak).toBeGreaterThan(0);
});

test("movingMedians() are those of the values before each", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer()),
      fc.nat(70),
      fc.integer({ min: 1, max: 12 }),
      (values, start, window) => {
        const first = Math.max(1, start);
        const wanted = values
          .map((_, index) => median(values.slice(Math.max(0, index - window), index || 1)))
          .slice(first);
        expect(movingMedians(values, { window, first })).toEqual(
          values.length > first ? wanted : [],
        );
      },
    ),
  );
});

test("resistantSlope() is not moved by wild values, and is 0 of too little", () => {
  const days = Array.from({ length: 40 }, (_, day) => day);
  const values = days.map((day) => (day % 9 === 0 ? 50 : 3 * day));
  expect(resistantSlope(values, days)).toBeGreaterThan(2.5);
  expect(resistantSlope(values, days)).toBeLessThan(3.5);
  expect(resistantSlope(values.slice(0, 20), days.slice(0, 20))).toBe(0);
});

function pointsOf(count: number, sizeOn: (day: number) => number): Points {
  const days = Array.from({ length: count }, (_, day) => day);
  const seasons = days.map((day) => day % 7);
  return { values: days.map(sizeOn), days, seasons, dayParts: days.map(() => 0) };
}

const isWeekend = (day: number) => day % 7 >= 5;
const wobble = (day: number) => 0.02 * Math.sin(12.9898 * day);
const at = (day: number) => ({ days: day, season: day % 7, dayPart: 0 });

test("fitBaseline() expects quiet weekends, growth and the level of late", () => {
  const sizeOn = (day: number) =>
    10 + 0.01 * day + (isWeekend(day) ? -2 : 0) + (day >= 50 ? 0.3 : 0) + wobble(day);
  const baseline = fitBaseline(pointsOf(63, sizeOn));
  for (const day of [63, 64, 68, 69])
    expect(Math.abs(expectedAt(baseline, at(day)) - sizeOn(day))).toBeLessThan(0.15);
  expect(baseline.scale).toBeLessThan(0.2);
});

test("fitBaseline() is not taught by a few wild points", () => {
  const calm = fitBaseline(pointsOf(63, (day) => 10 + wobble(day)));
  const wild = fitBaseline(
    pointsOf(63, (day) => (day === 30 || day === 60 ? 2 : 10 + wobble(day))),
  );
  expect(Math.abs(expectedAt(wild, at(63)) - expectedAt(calm, at(63)))).toBeLessThan(0.03);
  expect(wild.scale).toBeLessThan(2 * calm.scale);
});

test("fitBaseline() of one point, and of points that never vary", () => {
  expect(fitBaseline(pointsOf(1, () => 7))).toMatchObject({ points: 1, center: 7, scale: 0 });
  const constant = fitBaseline(pointsOf(40, () => 7));
  expect(expectedAt(constant, at(40))).toBe(7);
  expect(constant.scale).toBe(0);
});

test.each([
  ["2026-11-22T23:30:00Z", "Europe/Paris", 0, 0],
  ["2026-11-22T22:30:00Z", "Europe/Paris", 6, 5],
  ["2026-11-22T19:00:00Z", "Asia/Kolkata", 0, 0],
  ["1969-12-28T12:00:00Z", "UTC", 6, 3],
])("placeAt() knows the weekday and the part of the day: %s in %s", (at, zone, season, dayPart) => {
  expect(placeAt(openZone(zone), Date.parse(at))).toMatchObject({ season, dayPart });
});
