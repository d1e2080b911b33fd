import { expect, test } from "vitest";
import { VISITOR_DB } from "../visitor-db.ts";
import { hour, instant, readEvent, speakOf, tellStory } from "./tell-story.ts";

const { succeeded } = speakOf(VISITOR_DB);
const existsSince = (at: number) =>
  readEvent("asset.expected", { series: VISITOR_DB, since: instant(at) });
const YEARS_AGO = -24 * 600;

function missingOf(story: ReturnType<typeof tellStory>) {
  return story.find("missing").map(({ slot }) => slot);
}

test("of an asset that has existed for years no slot is missing that was over when it was said", () => {
  const story = tellStory([{}]);
  story.at(0.5, existsSince(YEARS_AGO));
  story.until(0.9);
  expect(story.open()).toEqual(["unprotected"]);
  story.until(34);
  expect(missingOf(story)).toEqual([instant(1), instant(25)]);
});

test("its slot that is still to end when it is said counts", () => {
  const story = tellStory([{}]);
  story.at(3, existsSince(YEARS_AGO));
  story.until(8);
  expect(missingOf(story)).toEqual([instant(1)]);
});

test("a first backup after years is told of no slot before", () => {
  const story = tellStory([{}]);
  story.at(0.5, existsSince(YEARS_AGO));
  story.at(1.6, succeeded("n1", [1, 1.5]));
  story.until(8);
  expect(story.find("missing")).toEqual([]);
  expect(story.find("unprotected")[0]?.resolution).toBe("a backup of it succeeded");
});

test("what is said of an asset adds no slot before its first backup", () => {
  const story = tellStory([{}]);
  story.at(1.6, succeeded("n1", [1, 1.5]));
  story.at(2, existsSince(-60));
  story.until(8);
  expect(story.all()).toEqual([]);
});

test("an interval counts from when it began to exist, however late that is said", () => {
  const schedule = { every: "4h", startWithin: "30m", finishWithin: "2h", maxDuration: "1h" };
  const story = tellStory([{ schedule }]);
  story.at(9.6, existsSince(YEARS_AGO));
  story.until(15);
  expect(missingOf(story)).toEqual([instant(8), instant(12)]);
});

test("an asset that is to exist later has no slot before", () => {
  const story = tellStory([{}]);
  story.at(0.5, existsSince(30));
  story.until(60);
  expect(missingOf(story)).toEqual([instant(49)]);
  expect(story.find("missing")[0]?.openedAt).toBe(
    new Date(hour(55.25)).toISOString().replace(".000", ""),
  );
});
