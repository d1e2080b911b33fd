import { expect, test } from "vitest";
import { VISITOR_DB } from "../visitor-db.ts";
import { heartbeat, speakOf, tellStory } from "./tell-story.ts";

const { succeeded, failed, observed, removed } = speakOf(VISITOR_DB);
const POLICY = {
  copies: { required: ["primary", "duplicate"], within: "6h", encrypted: true },
  retention: { keep: "14d" },
};
const vaults = ["primary-vault", "duplicate-vault"];
const beat = (at: number) => heartbeat("eyes", at, { sources: ["/sql/"], vaults });
const failedLater = "its run said later that it failed";

/** A run that ended at 02:00 with one copy in clear; the other is missing at 08:00. */
function tellRun() {
  const story = tellStory([POLICY]);
  story.at(2, beat(2), succeeded("n1", [1, 2]));
  story.at(2.1, observed("n1", "primary", 2.1, { encrypted: false }));
  story.at(8.2, beat(8.1));
  return story;
}

test("a run that says later that it failed has no copies to be missing, lost or in clear", () => {
  const story = tellRun();
  expect(story.open().sort()).toEqual(["copy-missing", "unencrypted"]);
  story.at(9, failed("n1", 2.5), beat(8.9));
  expect(story.open().sort()).toEqual(["failed", "missing"]);
  expect(story.find("copy-missing")[0]?.resolution).toBe(failedLater);
  story.at(10, removed("n1", "primary", 10), beat(10));
  story.at(34, beat(33));
  expect(story.find("copy-lost")).toEqual([]);
});

test("a copy that was lost before its run failed is lost no more", () => {
  const story = tellRun();
  story.at(9, removed("n1", "primary", 9));
  story.at(34, beat(33.9));
  expect(story.open()).toContain("copy-lost");
  story.at(35, failed("n1", 2.5), beat(34.9));
  expect(story.find("copy-lost")[0]?.resolution).toBe(failedLater);
});

test("in the other order nothing is told of its copies", () => {
  const story = tellStory([POLICY]);
  story.at(2, beat(2), failed("n1", 2.5), succeeded("n1", [1, 2]));
  story.at(2.1, observed("n1", "primary", 2.1, { encrypted: false }));
  story.at(8.2, beat(8.1));
  expect(story.open().sort()).toEqual(["failed", "missing"]);
  expect(story.all().filter(({ kind }) => kind.startsWith("copy"))).toEqual([]);
});
