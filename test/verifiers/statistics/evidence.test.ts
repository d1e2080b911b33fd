import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anytimeSampleSize } from "../../../verifiers/statistics/anytime-sample-size.ts";
import { boundBadShare } from "../../../verifiers/statistics/bound-bad-share.ts";
import { type DrawnSample, logEvidence } from "../../../verifiers/statistics/log-evidence.ts";

const ALPHA = 0.05;
/** So many that putting back or not is the same. */
const ENDLESS = 1e12;

function clean(count: number, failures = 0): readonly DrawnSample[] {
  const passed = Array.from({ length: count }, (_, index) => index >= failures);
  return [{ copies: ENDLESS, passed }];
}

function claims(draws: readonly DrawnSample[], share: number): boolean {
  return logEvidence(draws, share) >= -Math.log(ALPHA);
}

describe("logEvidence()", () => {
  test("claims 99.2 % after 415 clean copies, and after 843 of which one failed", () => {
    expect(claims(clean(414), 0.008)).toBe(false);
    expect(claims(clean(415), 0.008)).toBe(true);
    expect(claims(clean(842, 1), 0.008)).toBe(false);
    expect(claims(clean(843, 1), 0.008)).toBe(true);
  });

  test("is the formula of the facts where nothing runs out", () => {
    const [share, bet, ok, failed] = [0.008, 0.002, 500, 2];
    const byHand = 0.5 * (bet / share) ** failed * ((1 - bet) / (1 - share)) ** ok;
    expect(Math.exp(logEvidence(clean(502, 2), share))).toBeCloseTo(byHand, 6);
  });

  test("is certain where all copies were drawn and none is bad", () => {
    const draws = [{ copies: 28, passed: Array.from({ length: 28 }, () => true) }];
    expect(logEvidence(draws, 0.0001)).toBe(Number.POSITIVE_INFINITY);
    expect(boundBadShare(draws, ALPHA)).toBe(0.0001);
  });

  test("before anything was drawn says nothing", () => {
    expect(logEvidence([], 0.5)).toBe(0);
    expect(boundBadShare([], ALPHA)).toBeNull();
  });

  /** The expectation over every order in which `bad` of `copies` can come, draw by draw. */
  function meanEvidence(copies: number, bad: number, share: number): number {
    const walk = (passed: readonly boolean[], chance: number): number => {
      if (chance === 0) return 0;
      const left = copies - passed.length;
      if (left === 0) return chance * Math.exp(logEvidence([{ copies, passed }], share));
      const badLeft = bad - passed.filter((good) => !good).length;
      return (
        walk([...passed, false], (chance * badLeft) / left) +
        walk([...passed, true], (chance * (left - badLeft)) / left)
      );
    };
    return walk([], 1);
  }

  test("expects no more than 1 wherever at least the share is bad, all orders counted out", () => {
    for (let copies = 1; copies <= 8; copies++)
      for (let bad = 1; bad <= copies; bad++)
        for (const share of [0.01, 0.1, 0.3, bad / copies])
          if (share <= bad / copies)
            expect(meanEvidence(copies, bad, share)).toBeLessThanOrEqual(1 + 1e-9);
  });

  test("expects more than 1 where fewer are bad: such evidence can be gathered", () => {
    expect(meanEvidence(8, 0, 0.25)).toBeGreaterThan(1);
  });
});

describe("boundBadShare()", () => {
  test("rules out 0.8 % after 415 clean copies and not after 414", () => {
    expect(boundBadShare(clean(415), ALPHA)).toBe(0.008);
    expect(boundBadShare(clean(414), ALPHA)).toBe(0.0081);
  });

  test("is never less than what was seen to fail, and grows with each failure", () => {
    const outcomes = fc.array(fc.boolean(), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(outcomes, fc.integer({ min: 60, max: 500 }), (passed, copies) => {
        const bound = boundBadShare([{ copies, passed }], ALPHA) ?? 1;
        const failed = passed.filter((good) => !good).length;
        expect(bound).toBeGreaterThanOrEqual(failed / copies);
        const worse = passed.map((good, index) => good && index > 0);
        expect(boundBadShare([{ copies, passed: worse }], ALPHA) ?? 1).toBeGreaterThanOrEqual(
          bound,
        );
      }),
      { numRuns: 60 },
    );
  });

  test("is the least share that the evidence rules out, looked for step by step", () => {
    const draws = [{ copies: 365, passed: Array.from({ length: 120 }, (_, i) => i !== 40) }];
    let step = 1;
    while (!claims(draws, step / 10_000)) step += 1;
    expect(boundBadShare(draws, ALPHA)).toBe(step / 10_000);
  });
});

describe("anytimeSampleSize()", () => {
  test.each([
    [{ share: 0.008 }, 415],
    [{ share: 0.008, failed: 1 }, 843],
    [{ share: 0.008, copies: 28 }, 27],
    [{ share: 0.5, copies: 3 }, 2],
    [{ share: 0.01, copies: 3, failed: 1 }, null],
    [{ share: 0.01, copies: 3, failed: 3 }, null],
  ])("for %j is %s", (wanted, size) => {
    expect(anytimeSampleSize({ ...wanted, alpha: ALPHA })).toBe(size);
  });
});

/** Mulberry32, so that the simulation is the same each time. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe("a claim that is looked at after every copy", () => {
  const ESTATES = 2_000;
  const [COPIES, DRAWN] = [500, 150];

  /** The share of estates of which it was ever claimed that fewer than `share` are bad. */
  function everClaimed(bad: number, share: number, decide: typeof claims): number {
    const random = randomOf(20_261_120);
    let wrong = 0;
    for (let estate = 0; estate < ESTATES; estate++) {
      const passed: boolean[] = [];
      let badLeft = bad;
      for (let drawn = 0; drawn < DRAWN; drawn++) {
        const good = random() >= badLeft / (COPIES - drawn);
        if (!good) badLeft -= 1;
        passed.push(good);
      }
      const looks = Array.from({ length: DRAWN / 5 }, (_, look) => passed.slice(0, 5 * look + 5));
      if (looks.some((seen) => decide([{ copies: COPIES, passed: seen }], share))) wrong += 1;
    }
    return wrong / ESTATES;
  }

  test("is wrong for less than 5 % of the estates where it is wrong", () => {
    expect(everClaimed(25, 0.05, claims)).toBeLessThan(0.05);
    expect(everClaimed(25, 0.05, claims)).toBeGreaterThan(0.005);
  });

  test("would be wrong for more, were the fixed sample's bound looked at each time", () => {
    const peeking = ([sample]: readonly DrawnSample[], share: number) => {
      const failed = sample?.passed.filter((good) => !good).length ?? 0;
      let chance = 0;
      const drawn = sample?.passed.length ?? 0;
      let term = (1 - share) ** drawn;
      for (let k = 0; k <= failed; k++) {
        chance += term;
        term *= ((drawn - k) / (k + 1)) * (share / (1 - share));
      }
      return chance <= ALPHA;
    };
    expect(everClaimed(25, 0.05, peeking)).toBeGreaterThan(0.05);
  });

  test("is made for most estates that deserve it", () => {
    expect(everClaimed(0, 0.05, claims)).toBe(1);
  });
});
