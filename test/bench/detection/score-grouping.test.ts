import { beforeAll, describe, expect, test } from "vitest";
import { runBacktest } from "../../../analyzers/backtest/run-backtest.ts";
import type { Finding } from "../../../schemas/finding.ts";
import { type Generated, generate } from "./generate.ts";
import { scoreGrouping } from "./score/score-grouping.ts";
import { only } from "./small-parameters.ts";

/** Sites of about forty series, of which some fail as a whole. */
const WIDE = {
  ...only("missing", 4),
  series: 180,
  seriesPerTenant: 60,
  sitesMax: 2,
  siteWide: 0.3,
};
const HOOK_TIMEOUT_MS = 60_000;

describe("scoreGrouping()", () => {
  let generated: Generated;
  let findings: readonly Finding[];

  beforeAll(async () => {
    generated = generate(WIDE);
    const { events, policies, untilMs } = generated;
    findings = await runBacktest({ events, policies, untilMs });
  }, HOOK_TIMEOUT_MS);

  test("of today's detection: a site that fails is told once, and nothing else is joined", () => {
    const { wide, ...score } = scoreGrouping(findings, generated.labels);
    expect(wide.causes).toBeGreaterThan(3);
    expect(wide.withOneParent + wide.withSeveralInTurn).toBe(wide.causes);
    expect(wide.withOneParent).toBeGreaterThan(wide.causes / 2);
    expect(score).toMatchObject({ mixedParents: 0, baselessParents: 0 });
    expect(score.toldGrouped).toBeLessThan(score.toldAlone / 2);
  });

  test("sees members that were told alone, and parents of nothing", () => {
    const alone = findings.map((finding) => ({ ...finding, parent: null }));
    const score = scoreGrouping(alone, generated.labels);
    expect(score.wide).toMatchObject({ withOneParent: 0, withSeveralInTurn: 0 });
    expect(score.baselessParents).toBe(score.parents);
  });

  test("sees causes that were joined into one", () => {
    const first = findings.find(({ parent }) => parent !== null);
    const joined = findings.map((finding) =>
      finding.parent === null ? finding : { ...finding, parent: first?.parent ?? null },
    );
    const score = scoreGrouping(joined, generated.labels);
    expect(score.mixedParents).toBe(1);
  });
});
