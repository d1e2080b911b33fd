import { expect, test } from "vitest";
import { VISITOR_DB } from "../visitor-db.ts";
import { heartbeat, speakOf, tellStory } from "./tell-story.ts";

const { started, succeeded, failed } = speakOf(VISITOR_DB);
const beat = (at: number) => heartbeat("sql", at, { sources: ["/sql/"] });

/** The second night's backup, which was to end by 31, has not begun by then. */
function tellMissing() {
  const story = tellStory([{}]);
  story.at(1.5, started("n1", 1), succeeded("n1", [1, 1.5]), beat(1.5));
  story.at(31.1, beat(31.05));
  expect(story.open()).toEqual(["missing"]);
  return story;
}

test("a backup started by hand once it is missing resolves it by its success, and is not stuck", () => {
  const story = tellMissing();
  story.at(33, started("n2", 32.9), beat(33));
  expect(story.open()).toEqual(["missing"]);
  story.at(34, succeeded("n2", [32.9, 34]), beat(34));
  expect(story.all()).toMatchObject([{ kind: "missing", resolution: "filled 3 h late" }]);
});

test("it is stuck past its longest duration, and the slot is missing on", () => {
  const story = tellMissing();
  story.at(33, started("n2", 32.9), beat(33));
  story.at(36, beat(35.95));
  expect(story.open()).toEqual(["missing", "stuck"]);
  story.at(37, failed("n2", 36.5), beat(37));
  expect(story.open()).toEqual(["missing", "failed"]);
});
