import { describe, expect, test } from "vitest";
import { isTold } from "../../analyzers/sizes/detect-size.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { days, learn, said } from "./learn-sizes.ts";
import { hour, readDecision, speakOf, tellStory } from "./tell-story.ts";

type Telling = Parameters<typeof learn>[1];

/** On which days what was told. */
const told = (megabytes: readonly number[], telling: Telling = {}) =>
  learn(megabytes, telling).flatMap((step, day) => (isTold(step) ? [[day, said(step)]] : []));
const toldDays = (megabytes: readonly number[], telling: Telling = {}) =>
  told(megabytes, telling).map(([day]) => day);

/** From the fortieth day on a share is left each so many days. */
const shrinking = (share: number, everyDays: number, count = 100) =>
  days(count, (day) => 100 * share ** Math.max(0, Math.floor((day - 40) / everyDays)));
const DRIFT = "undersized warning drift";

describe("A full that shrinks by steps too small to be told", () => {
  test.each([
    ["5 % each three days", 0.95, 3],
    ["8 % each week", 0.92, 7],
    ["1 % a day", 0.99, 1],
    ["7 % every fortnight", 0.93, 14],
  ])("is told once it has lost three tenths: %s", (_, share, everyDays) => {
    const lost = Math.log(0.7) / Math.log(share);
    const untilDay = Math.ceil(40 + (lost + 2) * everyDays);
    const found = told(shrinking(share, everyDays, untilDay + 5));
    expect(found.map(([, words]) => words)).toEqual([DRIFT]);
  });

  test("is told again for three tenths more", () => {
    expect(told(shrinking(0.95, 3, 95)).map(([, words]) => words)).toEqual([DRIFT, DRIFT]);
  });

  test("is not told for less in a quarter of a year, or where sizes waver that far", () => {
    expect(told(shrinking(0.97, 14, 180))).toEqual([]);
    const wavering = days(180, (day) => 100 * (1 + 0.15 * Math.sin(day / 20)));
    expect(told(wavering)).toEqual([]);
  });

  test("is not told where a purge was announced meanwhile", () => {
    expect(told(shrinking(0.95, 3, 75), { announced: [55] })).toEqual([]);
  });

  test("is no drift where its falls were told, or said to be right", () => {
    const cut = days(90, (day) => (day < 40 ? 100 : day < 60 ? 80 : 64));
    expect(toldDays(cut)).toEqual([40, 41, 42, 60, 61, 62]);
    expect(toldDays(shrinking(0.95, 3, 65), { right: [58] })).toEqual([]);
  });

  test("a part may shrink: it follows the work", () => {
    for (const backupType of ["incremental", "differential", "log"] as const)
      expect(told(shrinking(0.95, 3, 75), { backupType })).toEqual([]);
  });
});

test("What shrinks and grows back by season is told neither as lost twice nor as too large", () => {
  const sizes = days(200, (day) => 100 * (1 - 0.2 * Math.sin((2 * Math.PI * day) / 180) ** 2));
  expect(told(sizes)).toEqual([]);
});

const night = (index: number, megabytes: number) =>
  speakOf(VISITOR_DB).succeeded(`n${index}`, [1 + 24 * index, 1.5 + 24 * index], {
    sizeBytes: Math.round(megabytes * 1e6),
  });

function tellShrinking(count: number) {
  const story = tellStory([{}]);
  for (const [index, size] of shrinking(0.95, 3, count).entries())
    story.at(24 * index + 2, night(index, size));
  return story;
}

test("A drift is one finding, with its numbers, which the next run resolves", () => {
  const [finding, ...others] = tellShrinking(75).all();
  expect(others).toEqual([]);
  expect(finding).toMatchObject({
    ...{ kind: "undersized", severity: "warning", resolution: "new level adopted" },
    evidence: { rule: "drift", formerBytes: expect.any(Number), since: expect.any(String) },
    summary: {
      en: expect.stringMatching(/has shrunk by and by in \d+ days, from about \d+ MB to 7/),
    },
  });
  expect(Date.parse(String(finding?.openedAt))).toBeGreaterThan(hour(24 * 55));
});

test("A drift that a person expects resolves as right, and one later is another", () => {
  const story = tellStory([{}]);
  const nights = [...shrinking(0.95, 3).entries()];
  const tellUntilFound = (count: number) => {
    for (let said = nights.shift(); said; said = nights.shift()) {
      story.at(24 * said[0] + 2, night(...said));
      const last = story.find("undersized")[count - 1];
      if (last) return { last, at: 24 * said[0] + 3 };
    }
    throw new Error("No drift is told");
  };
  const { last, at } = tellUntilFound(1);
  const { id, runId } = last;
  const finding = { id, kind: "undersized", series: VISITOR_DB, runId, rule: "drift" } as const;
  story.decide(at, readDecision(at, { kind: "expected", finding } as never));
  expect(story.find("undersized")).toMatchObject([{ resolution: "expected, says Ada: so it is" }]);
  expect(tellUntilFound(2).last.evidence).toMatchObject({ rule: "drift" });
});

test("What was accepted as the new normal is no drift any more", () => {
  const story = tellShrinking(58);
  const from = 24 * 57;
  const accept = { kind: "accept", series: VISITOR_DB, from: new Date(hour(from)).toISOString() };
  story.decide(24 * 58 + 1, readDecision(24 * 58 + 1, accept as never));
  for (const [index, size] of shrinking(0.95, 3, 66).entries())
    if (index >= 58) story.at(24 * index + 2, night(index, size));
  expect(story.find("undersized")).toEqual([]);
});
