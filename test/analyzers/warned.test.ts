import fc from "fast-check";
import { expect, test } from "vitest";
import { VISITOR_DB } from "../visitor-db.ts";
import { speakOf, tellStory } from "./tell-story.ts";

const { succeeded } = speakOf(VISITOR_DB);
const warnings = ["VSS writer timed out", "one file was locked"];
const night = (index: number, more: object = {}) =>
  succeeded(`n${index}`, [24 * index + 1, 24 * index + 1.5], more);

test("a backup that succeeded with warnings is told, until the next one succeeds", () => {
  const story = tellStory([{}]);
  story.at(2, night(0, { warnings }));
  expect(story.find("warned")).toMatchObject([
    {
      severity: "info",
      runId: "n0",
      resolvedAt: null,
      evidence: { warnings, warningsCount: 2 },
      summary: {
        en: expect.stringMatching(/succeeded with warnings: VSS writer timed out$/),
        fr: expect.stringMatching(/réussi avec des avertissements : VSS writer timed out$/),
      },
    },
  ]);
  story.at(26, night(1, { warnings }));
  expect(story.find("warned")[0]?.resolution).toBe("another backup followed");
  expect(story.open()).toEqual(["warned"]);
  story.at(50, night(2, { warnings: [] }));
  expect(story.open()).toEqual([]);
});

test("many warnings of one run are counted, and the first told", () => {
  const story = tellStory([{}]);
  const many = Array.from({ length: 100 }, (_, index) => `warning ${index}`);
  story.at(2, night(0, { warnings: many }));
  expect(story.find("warned")[0]?.evidence).toMatchObject({
    warnings: many.slice(0, 5),
    warningsCount: 100,
  });
});

test("the order in which runs are heard of decides nothing", () => {
  const runs = [0, 1, 2, 3].map((index) => night(index, index === 1 ? {} : { warnings }));
  fc.assert(
    fc.property(fc.shuffledSubarray(runs, { minLength: 4 }), (shuffled) => {
      const story = tellStory([{}]);
      for (const [index, event] of shuffled.entries()) story.at(100 + index / 1_000, event);
      const told = story
        .find("warned")
        .map(({ runId, resolvedAt }) => [runId, resolvedAt !== null]);
      expect(told.sort()).toEqual([
        ["n0", true],
        ["n2", true],
        ["n3", false],
      ]);
    }),
  );
});
