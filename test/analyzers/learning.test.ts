import { expect, test } from "vitest";
import { VISITOR_DB } from "../visitor-db.ts";
import { instant, readDecision, speakOf, tellStory } from "./tell-story.ts";

const { succeeded } = speakOf(VISITOR_DB);
const night = (index: number) => succeeded(`n${index}`, [24 * index + 1, 24 * index + 1.5]);

/** What is shown of the series after so many nights. */
function learningAfter(nights: number, policy: object = {}) {
  const story = tellStory([policy]);
  for (let index = 0; index < nights; index++) story.at(24 * index + 2, night(index));
  story.until(24 * nights + 1);
  return { story, learning: story.detection.changedSeries().at(-1)?.learning };
}

test.each([
  [1, { runs: 1, needed: 7 }],
  [4, { runs: 4, needed: 7 }],
  [6, { runs: 6, needed: 7 }],
  [7, undefined],
  [30, undefined],
])("after %i runs a series is learning %o", (nights, learning) => {
  expect(learningAfter(nights).learning).toEqual(learning);
});

test.each([
  [4, { runs: 4, needed: 7 }],
  [8, undefined],
])("after %i runs a learned schedule is learning %o", (nights, learning) => {
  expect(learningAfter(nights, { schedule: "learned" }).learning).toEqual(learning);
});

test("a new normal makes it learn again", () => {
  const { story } = learningAfter(20);
  const from = instant(24 * 18);
  story.decide(
    24 * 20 + 3,
    readDecision(24 * 20 + 3, { kind: "accept", series: VISITOR_DB, from }),
  );
  expect(story.detection.changedSeries().at(-1)?.learning).toEqual({ runs: 2, needed: 7 });
});

test("of a series without a policy nothing is learned", () => {
  expect(learningAfter(2, { match: { tenant: "another" } }).learning).toBeUndefined();
});
