import { describe, expect, test } from "vitest";
import type { Proof } from "../../../schemas/proof.ts";
import { checkReport } from "../../../verifiers/report/check-report.ts";
import type { ReportedClaim } from "../../../verifiers/report/reported-claim.ts";
import { sayClaim } from "../../../verifiers/report/say-claim.ts";
import { sealReport } from "../../../verifiers/report/seal-report.ts";
import { weekReportSchema } from "../../../verifiers/report/week-report.ts";
import { aDraw, entriesOf, proofsOf } from "../draws/a-draw.ts";
import { aReport, aWeek, someKeys } from "./a-week.ts";

const CLAIM: ReportedClaim = {
  tenant: "acme",
  level: "restored",
  since: "2026-10-01T00:00:00+02:00",
  lastDrawnAt: "2026-11-15T07:00:00+01:00",
  copies: 4_812,
  excluded: { "too-large": 7 },
  bytesMax: 4e12,
  draws: 83,
  counted: 415,
  failed: 0,
  awaited: 0,
  confidence: 0.95,
  goodShareMin: 0.992,
};

describe("sayClaim()", () => {
  test("says what is claimed, of how many, and what is outside the draw", () => {
    expect(sayClaim(CLAIM)).toEqual({
      en: "With 95\u00a0% confidence at least 99.2\u00a0% of the copies of acme restore; 0 of 415 drawn at random since 1 Oct 2026 failed. Outside the draw: copies larger than 4\u00a0TB: 7.",
      fr: "Avec une confiance de 95\u00a0%, au moins 99,2\u00a0% des copies de acme se restaurent (échecs : 0 sur 415 tirées au sort depuis le 1 oct. 2026). Hors du tirage : copies de plus de 4\u00a0To : 7.",
    });
  });

  test("claims nothing from too few", () => {
    const few = { ...CLAIM, goodShareMin: null, counted: 2, awaited: 3, excluded: {} };
    expect(sayClaim(few)).toEqual({
      en: "Of the 4,812 copies of acme too few were drawn to claim anything with 95\u00a0% confidence: 0 of 2 drawn at random since 1 Oct 2026 failed, and 3 more are awaited.",
      fr: "Trop peu des 4\u202f812 copies de acme ont été tirées pour affirmer quoi que ce soit avec une confiance de 95\u00a0% (échecs : 0 sur 2 tirées au sort depuis le 1 oct. 2026, en attente : 3).",
    });
  });
});

describe("a weekly report", () => {
  const keys = someKeys();
  const good = (count: number): Proof["outcome"][] => Array.from({ length: count }, () => "proven");
  const entries = entriesOf(4_812);
  const drawn = Array.from({ length: 12 }, (_, day) =>
    proofsOf(aDraw(entries, 40, { day, sequence: 40 * day }), good(40)),
  ).flat();

  test("claims what the draws show, signed with the rest, in both languages", () => {
    const report = aReport({ ...aWeek(), drawn });
    expect(weekReportSchema.parse(report)).toEqual(report);
    expect(report.claims).toMatchObject([
      { tenant: "acme", counted: 480, failed: 0, copies: 4_812, goodShareMin: 0.9931 },
    ]);
    const { html, json } = sealReport(report, keys);
    expect(html).toContain("at least 99.31\u00a0% of the copies of acme restore; 0 of 480 drawn");
    for (const text of [html, json]) {
      const check = (file: string) =>
        checkReport(Buffer.from(file), { fingerprint: keys.fingerprint }).verdict;
      expect(check(text)).toBe("sound");
      expect(check(text.replaceAll("0.9931", "0.9991"))).toBe("damaged");
      expect(check(text.replaceAll('"failed":0,"goodShareMin"', '"failed":1,"goodShareMin"'))).toBe(
        "damaged",
      );
    }
    const french = sealReport(aReport({ ...aWeek(), drawn }, { lang: "fr" }), keys).html;
    expect(french).toContain("au moins 99,31\u00a0% des copies de acme se restaurent");
  });

  test("claims nothing where nothing was drawn", () => {
    const report = aReport();
    expect(report).not.toHaveProperty("claims");
    expect(sealReport(report, keys).html).not.toContain("random");
  });
});
