import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkPolicies } from "../../../app/config/check-policies.ts";
import { globsIntersect } from "../../../app/config/globs-intersect.ts";
import { compareSpecificity, specificityOf } from "../../../schemas/match-policy.ts";
import { matchSchema } from "../../../schemas/policy.ts";
import type { Series } from "../../../schemas/series.ts";

/** All texts of these letters up to this length stand for all texts. */
const LETTERS = ["a", "b"];
const LENGTH_MAX = 5;
const TEXTS = textsUpTo(LENGTH_MAX).filter((text) => text !== "");

function textsUpTo(length: number): string[] {
  if (length === 0) return [""];
  const shorter = textsUpTo(length - 1);
  const longest = shorter.filter((text) => text.length === length - 1);
  return [...shorter, ...longest.flatMap((text) => LETTERS.map((letter) => text + letter))];
}

const drawGlob = fc
  .array(fc.constantFrom("*", "?", ...LETTERS), { minLength: 1, maxLength: 3 })
  .map((letters) => letters.join(""));
const drawShort = drawGlob.filter((glob) => glob.length <= 2);
const drawPattern = fc.oneof(drawShort, fc.array(drawShort, { minLength: 1, maxLength: 2 }));
const drawMatch = fc.record(
  {
    tenant: drawPattern,
    asset: drawPattern,
    environment: fc.constantFrom("production", "staging", "prod*", ["production", "stag*"]),
  },
  { requiredKeys: [] },
);
type DrawnMatch = typeof drawMatch extends fc.Arbitrary<infer Match> ? Match : never;

function someSeries(tenant: string, asset: string, environment: Series["environment"]): Series {
  return {
    tenant,
    environment,
    product: "p",
    site: "s",
    assetKind: "files",
    instance: "i",
    asset,
    backupType: "full",
  };
}

const texts = TEXTS.filter((text) => text.length <= 3);
const everySeries = texts.flatMap((tenant) =>
  texts.flatMap((asset) =>
    (["production", "staging"] as const).map((kind) => someSeries(tenant, asset, kind)),
  ),
);

/** Whether any series is matched by both with the same specificity, found by trying all. */
function tieByTrying(one: DrawnMatch, other: DrawnMatch): boolean {
  const [first, second] = [matchSchema.parse(one), matchSchema.parse(other)];
  return everySeries.some((series) => {
    const a = specificityOf(first, series);
    const b = specificityOf(second, series);
    return a !== null && b !== null && compareSpecificity(a, b) === 0;
  });
}

/**
 * A glob whose only common text with another is named plainly too: told as a tie out of caution.
 */
function isNarrow(match: DrawnMatch): boolean {
  return [match.tenant, match.asset].some(
    (pattern) => Array.isArray(pattern) && pattern.some((glob) => !/[*?]/.test(glob)),
  );
}

describe("globsIntersect()", () => {
  test("agrees with trying every text", () => {
    fc.assert(
      fc.property(drawGlob, drawGlob, (one, other) => {
        const match = (glob: string) => matchSchema.parse({ tenant: glob });
        const both = TEXTS.some((text) => {
          const series = someSeries(text, "x", "production");
          return specificityOf(match(one), series) && specificityOf(match(other), series);
        });
        expect(globsIntersect(one, other)).toBe(both);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("checkPolicies()", () => {
  test("tells a tie exactly where trying every series finds one", () => {
    fc.assert(
      fc.property(drawMatch, drawMatch, (one, other) => {
        const content = {
          policies: [
            { name: "a", match: one },
            { name: "b", match: other },
          ],
        };
        const told = checkPolicies(content, () => 1).length > 0;
        const found = tieByTrying(one, other);
        if (found) expect(told).toBe(true);
        else if (!isNarrow(one) && !isNarrow(other)) expect(told).toBe(false);
      }),
      { numRuns: 400 },
    );
  });

  test.each([
    ["{ tenant: acme } and { tenant: other }", { tenant: "acme" }, { tenant: "other" }],
    ["a value and a glob", { tenant: "acme" }, { tenant: "ac*" }],
    ["one attribute and two", { tenant: "acme" }, { tenant: "acme", product: "visitor" }],
    ["kinds that exclude one another", { environment: "production" }, { environment: "stag*" }],
  ])("%s do not tie", (_, one, other) => {
    const content = {
      policies: [
        { name: "a", match: one },
        { name: "b", match: other },
      ],
    };
    expect(checkPolicies(content, () => 1)).toEqual([]);
  });

  test("what another rule refuses is left to it", () => {
    expect(checkPolicies({ policies: [{ match: 5 }, null, "x"] }, () => 1)).toEqual([]);
    expect(checkPolicies({ policies: 5 }, () => 1)).toEqual([]);
    expect(checkPolicies(null, () => 1)).toEqual([]);
  });
});
