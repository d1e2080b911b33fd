import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { binomialCdf } from "../../../verifiers/statistics/binomial-cdf.ts";
import { clopperPearson } from "../../../verifiers/statistics/clopper-pearson.ts";
import { discoverySampleSize } from "../../../verifiers/statistics/discovery-sample-size.ts";
import { fixedSampleSize } from "../../../verifiers/statistics/fixed-sample-size.ts";
import { hypergeometricCdf } from "../../../verifiers/statistics/hypergeometric-cdf.ts";

/** Every outcome of `drawn` draws, weighed: what the formula must agree with. */
function binomialByHand(failures: number, drawn: number, share: number): number {
  let sum = 0;
  for (let outcome = 0; outcome < 2 ** drawn; outcome++) {
    const bad = countOnes(outcome);
    if (bad <= failures) sum += share ** bad * (1 - share) ** (drawn - bad);
  }
  return sum;
}

/** Every subset of the copies, of which the first `bad` are bad. */
function hypergeometricByHand(failures: number, drawn: number, copies: number, bad: number) {
  let [few, all] = [0, 0];
  for (let subset = 0; subset < 2 ** copies; subset++) {
    if (countOnes(subset) !== drawn) continue;
    all += 1;
    if (countOnes(subset & (2 ** bad - 1)) <= failures) few += 1;
  }
  return few / all;
}

function countOnes(bits: number): number {
  return [...bits.toString(2)].filter((bit) => bit === "1").length;
}

describe("binomialCdf()", () => {
  test("agrees with every outcome counted out", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 11 }),
        fc.integer({ min: -1, max: 12 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (drawn, failures, share) => {
          const counted = binomialByHand(failures, drawn, share);
          expect(binomialCdf(failures, drawn, share)).toBeCloseTo(counted, 9);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("neither underflows nor passes 1", () => {
    expect(binomialCdf(0, 100_000, 0.5)).toBe(0);
    expect(binomialCdf(50_000, 100_000, 0.5)).toBeCloseTo(0.50126, 4);
    expect(binomialCdf(99_999, 100_000, 1e-9)).toBe(1);
  });
});

describe("hypergeometricCdf()", () => {
  test("agrees with every subset counted out", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 }),
        fc.nat(10),
        fc.nat(10),
        fc.integer({ min: -1, max: 10 }),
        (copies, some, others, failures) => {
          const [bad, drawn] = [some % (copies + 1), others % (copies + 1)];
          const counted = hypergeometricByHand(failures, drawn, copies, bad);
          expect(hypergeometricCdf(failures, drawn, { copies, bad })).toBeCloseTo(counted, 9);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("fixedSampleSize()", () => {
  test.each([
    [0.05, 59, 90],
    [0.02, 149, 228],
    [0.01, 299, 459],
    [0.008, 373, 574],
    [0.005, 598, 919],
    [0.001, 2_995, 4_603],
  ])("to rule out %d takes %d clean copies at 95 %% and %d at 99 %%", (share, at95, at99) => {
    expect(fixedSampleSize({ share, alpha: 0.05 })).toBe(at95);
    expect(fixedSampleSize({ share, alpha: 0.01 })).toBe(at99);
    expect(at95).toBe(Math.ceil(Math.log(0.05) / Math.log1p(-share)));
  });

  test.each([
    [0, 373],
    [1, 592],
    [2, 785],
    [3, 967],
  ])("with %d failures allowed it takes %d copies to rule out 0.8 %%", (failed, drawn) => {
    expect(fixedSampleSize({ share: 0.008, alpha: 0.05, failed })).toBe(drawn);
  });
});

describe("clopperPearson()", () => {
  test("is what the sample sizes invert", () => {
    for (const [failed, drawn] of [
      [0, 373],
      [1, 592],
      [2, 785],
      [3, 967],
    ] as const) {
      expect(clopperPearson(failed, drawn, 0.05)).toBeLessThanOrEqual(0.008);
      expect(clopperPearson(failed, drawn - 1, 0.05)).toBeGreaterThan(0.008);
    }
  });

  test("without failures is 1 - alpha^(1/n), and with all failed is 1", () => {
    expect(clopperPearson(0, 373, 0.05)).toBeCloseTo(1 - 0.05 ** (1 / 373), 12);
    expect(clopperPearson(7, 7, 0.05)).toBe(1);
    expect(clopperPearson(0, 0, 0.05)).toBe(1);
  });

  test("agrees with the quantile of the beta distribution for 1 of 10 and 5 of 100", () => {
    expect(clopperPearson(1, 10, 0.05)).toBeCloseTo(0.394163, 5);
    expect(clopperPearson(5, 100, 0.05)).toBeCloseTo(0.102253, 5);
  });
});

describe("discoverySampleSize()", () => {
  test.each([
    [0.05, [39, 52, 56, 58, 59]],
    [0.02, [63, 113, 132, 145, 148]],
    [0.01, [78, 192, 238, 284, 295]],
    [0.008, [95, 230, 282, 351, 368]],
    [0.005, [95, 283, 393, 543, 584]],
  ])("to rule out more than %d takes %j of 100, 365, 1,000, 5,000 and 20,000", (share, sizes) => {
    const of = [100, 365, 1_000, 5_000, 20_000];
    const found = of.map((copies) => discoverySampleSize({ copies, share, alpha: 0.05 }));
    expect(found).toEqual(sizes);
  });

  test("of one copy takes one, and where all may be bad none", () => {
    expect(discoverySampleSize({ copies: 1, share: 0.008, alpha: 0.05 })).toBe(1);
    expect(discoverySampleSize({ copies: 10, share: 1, alpha: 0.05 })).toBe(0);
  });
});
