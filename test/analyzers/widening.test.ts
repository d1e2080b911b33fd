import { expect, test } from "vitest";
import { wideningAt } from "../../analyzers/decisions/widening.ts";

const DAY_MS = 86_400_000;

test.each([
  ["one, just said", [0], 0, 1.15],
  ["one, a month ago", [0], 30, 1.15 ** 0.5],
  ["one, two months ago", [0], 60, 1],
  ["two", [0, 30], 30, 1.15 ** 1.5],
  ["one that is not said yet", [1], 0, 1],
  ["many", Array(20).fill(0), 0, 2],
  ["none", [], 0, 1],
])("wideningAt() of %s", (_case, saidDays, atDay, widening) => {
  const said = saidDays.map((day) => day * DAY_MS);
  expect(wideningAt(said, atDay * DAY_MS)).toBeCloseTo(widening, 12);
});
