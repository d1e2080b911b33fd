import { describe, expect, test } from "vitest";
import type { Proof } from "../../../schemas/proof.ts";
import { type Claim, listClaims } from "../../../verifiers/draws/list-claims.ts";
import { boundBadShare } from "../../../verifiers/statistics/bound-bad-share.ts";
import { aDraw, CAMPAIGN_AT_MS, entriesOf, proofsOf } from "./a-draw.ts";

const DAY_MS = 86_400_000;
const good = (count: number): Proof["outcome"][] => Array.from({ length: count }, () => "proven");
const at = (day: number) => CAMPAIGN_AT_MS + day * DAY_MS + DAY_MS / 2;

function claimOf(proofs: readonly Proof[], day: number): Claim | undefined {
  const claims = listClaims(proofs, at(day));
  expect(claims.length).toBeLessThanOrEqual(1);
  return claims[0];
}

describe("listClaims()", () => {
  const entries = entriesOf(4_812);
  const draws = Array.from({ length: 83 }, (_, day) =>
    aDraw(entries, 5, { day, sequence: 5 * day, excluded: { "too-large": 7 } }),
  );

  test("claims nothing where nothing was drawn", () => {
    expect(listClaims([], at(0))).toEqual([]);
  });

  test("claims 99.2 % after 83 days of five clean copies, with what is outside the draw", () => {
    const proofs = draws.flatMap((draw) => proofsOf(draw, good(5)));
    const claim = claimOf(proofs, 82);
    expect(claim).toMatchObject({
      ...{ tenant: "acme", level: "restored", copies: 4_812, excluded: { "too-large": 7 } },
      ...{ draws: 83, counted: 415, failed: 0, awaited: 0 },
    });
    expect(claim?.badShareMax).toBeLessThanOrEqual(0.008);
    expect(claim?.badShareMax).toBeGreaterThan(0.0078);
  });

  test("counts what is not proven as failed, whyever", () => {
    for (const outcome of ["failed", "unproven"] as const) {
      const [draw] = draws;
      if (!draw) throw new Error("no draw");
      const claim = claimOf(proofsOf(draw, [...good(4), outcome]), 0);
      expect(claim).toMatchObject({ counted: 5, failed: 1 });
    }
  });

  test("waits for a verdict a week, and counts nothing that was drawn after it until then", () => {
    const [first, second] = draws;
    if (!first || !second) throw new Error("no draws");
    const proofs = [
      ...proofsOf(first, ["proven", null, "proven", "proven", "proven"]),
      ...proofsOf(second, good(5)),
    ];
    expect(claimOf(proofs, 1)).toMatchObject({ counted: 1, failed: 0, awaited: 9 });
    expect(claimOf(proofs, 8)).toMatchObject({ counted: 10, failed: 1, awaited: 0 });
  });

  test("counts a draw without any proof as failed, from its place", () => {
    const proofs = [draws[0], draws[2]].flatMap((draw) => (draw ? proofsOf(draw, good(5)) : []));
    expect(claimOf(proofs, 2)).toMatchObject({ counted: 15, failed: 5, awaited: 0 });
  });

  test("counts the newest campaign alone, and what was drawn by then", () => {
    const old = draws.slice(0, 3).flatMap((draw) => proofsOf(draw, good(5)));
    const next = aDraw(entries, 5, { day: 91 });
    const campaignAt = new Date(CAMPAIGN_AT_MS + 91 * DAY_MS).toISOString();
    const newer = proofsOf({ ...next, campaignAt }, good(5));
    expect(claimOf([...old, ...newer], 91)).toMatchObject({ draws: 1, counted: 5 });
    expect(claimOf([...old, ...newer], 50)).toMatchObject({ draws: 3, counted: 15 });
  });

  test("keeps tenants and levels apart, and counts nothing that was not drawn", () => {
    const [draw] = draws;
    if (!draw) throw new Error("no draw");
    const ours = proofsOf(draw, good(5));
    const theirs = ours.map((proof) => ({
      ...proof,
      series: { ...proof.series, tenant: "globex" },
      outcome: "failed" as const,
    }));
    const targeted = ours.map(({ drawn: _drawn, ...proof }) => proof);
    const claims = listClaims([...theirs, ...ours, ...targeted], at(0));
    expect(claims.map(({ tenant, counted, failed }) => [tenant, counted, failed])).toEqual([
      ["acme", 5, 0],
      ["globex", 5, 5],
    ]);
  });

  test("bounds by the draws as they were made", () => {
    const [first, second] = draws;
    if (!first || !second) throw new Error("no draws");
    const proofs = [
      ...proofsOf(first, [...good(3), "failed", "proven"]),
      ...proofsOf(second, good(5)),
    ];
    const samples = [
      { copies: 4_812, passed: [true, true, true, false, true] },
      { copies: 4_812, passed: good(5).map(() => true) },
    ];
    expect(claimOf(proofs, 1)?.badShareMax).toBe(boundBadShare(samples, 0.05));
  });
});
