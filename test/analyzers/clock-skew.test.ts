import { expect, test } from "vitest";
import { VISITOR_DB } from "../visitor-db.ts";
import { heartbeat, speakOf, tellStory } from "./tell-story.ts";

const { succeeded } = speakOf(VISITOR_DB);
const beat = (at: number) => heartbeat("sql", at, { sources: ["/sql/"] });
const night = (index: number, aheadHours: number) => {
  const at = 24 * index + 1 + aheadHours;
  return succeeded(`n${index}`, [at, at + 0.5]);
};

test("a collector whose watermark is ahead of our clock again and again is told", () => {
  const story = tellStory([{}]);
  for (const at of [1, 2]) story.at(at, beat(at + 24));
  expect(story.find("clock-skew")).toEqual([]);
  story.at(3, beat(27));
  expect(story.find("clock-skew")).toMatchObject([
    {
      collector: "sql",
      severity: "warning",
      evidence: { aheadMs: 24 * 3_600_000, toleranceMs: 5 * 60_000 },
      summary: { en: expect.stringContaining("The clock of sql is 1 d ahead of ours") },
    },
  ]);
  for (const at of [4, 5, 6]) story.at(at, beat(at));
  expect(story.find("clock-skew")[0]?.resolution).toBe("its clock agrees with ours");
});

test("a source whose runs end in the future is told", () => {
  const story = tellStory([{}]);
  for (const index of [0, 1, 2]) story.at(24 * index + 2, night(index, 24));
  expect(story.find("clock-skew")).toMatchObject([{ collector: "/sql/par-sql-03" }]);
});

test.each([
  ["a minute or two", [0.03, 0.03, 0.03, 0.03]],
  ["one typing error", [48, 0, 0, 0]],
  ["what is delivered late", [-30, -30, -30, -30]],
])("%s is no skew", (_, ahead) => {
  const story = tellStory([{}]);
  for (const [index, hours] of ahead.entries()) story.at(24 * index + 1.5, night(index, hours));
  expect(story.find("clock-skew")).toEqual([]);
});
