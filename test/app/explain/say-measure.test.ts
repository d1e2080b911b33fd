import fc from "fast-check";
import { expect, test } from "vitest";
import { sayMeasure } from "../../../app/explain/say-measure.ts";

test.each([
  ["rpoMs", 93_600_000, "1 d 2 h"],
  ["aheadMs", -900_000, "-15 min"],
  ["lateByMs", 90_061_250, "1 d 1 h 1 min 1.25 s"],
  ["seconds", 0, "0 s"],
  ["usualSeconds", 61.5, "1 min 1.5 s"],
  ["bytes", 1, "1 byte"],
  ["minBytes", 2_097_152, "2097152 bytes"],
  ["z", -34.907_051, "-34.9071 scales"],
  ["zMax", -6, "-6 scales"],
  ["change", -0.698_141_3, "-0.698141"],
  ["runs", 12, "12"],
])("sayMeasure() of %s %d is %s", (name, value, said) => {
  expect(sayMeasure(name, value)).toBe(said);
});

const UNIT_MS: Readonly<Record<string, number>> = { d: 864e5, h: 36e5, min: 6e4, s: 1e3 };

test("a length of time is said to the millisecond, whatever it is", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 400 * 864e5 }), (ms) => {
      const parts = sayMeasure("spanMs", ms).matchAll(/([\d.]+) (d|h|min|s)/g);
      const said = [...parts].map(([, count, unit]) => Number(count) * (UNIT_MS[unit ?? ""] ?? 0));
      expect(said.reduce((sum, part) => sum + part, 0)).toBeCloseTo(ms, 3);
    }),
  );
});
