import { expect, test } from "vitest";
import { judgeFlat } from "../../../app/bench/judge-flat.ts";

const MB = 1e6;

/** What the collector leaves, and 100 MB more just before it runs. */
function tenths(leastBytes: readonly number[]) {
  return leastBytes.map((least) => ({
    heapAndBuffersBytesMin: least,
    heapAndBuffersBytesMax: least + 100 * MB,
    heapAndBuffersBytesLast: least + 50 * MB,
  }));
}

test.each([
  ["a level", [50, 90, 92, 88, 90, 91, 89, 90, 92, 90], { growth: 1, isFlat: true }],
  ["a start that is small", [5, 90, 90, 90, 90, 90, 90, 90, 90, 90], { growth: 1, isFlat: true }],
  ["a collection unseen", [50, 55, 55, 55, 55, 55, 55, 88, 55, 55], { growth: 1, isFlat: true }],
  ["a fall", [50, 120, 120, 120, 120, 120, 90, 90, 90, 90], { growth: 0.75, isFlat: true }],
] as const)("judgeFlat() knows %s", (_name, least, wanted) => {
  expect(judgeFlat(tenths(least.map((megabytes) => megabytes * MB)))).toEqual(wanted);
});

test("judgeFlat() finds what grows by 5 MB in each tenth", () => {
  const leak = Array.from({ length: 10 }, (_, tenth) => (90 + 5 * tenth) * MB);
  expect(judgeFlat(tenths(leak))).toEqual({ growth: 1.25, isFlat: false });
});
