import { expect, test } from "vitest";
import { instantToJson } from "../../schemas/instant.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { heartbeat, hour, readEvent, speakOf, tellStory } from "./tell-story.ts";

const { succeeded, observed, removed } = speakOf(VISITOR_DB);
const POLICY = { retention: { keep: "2d", purgeWithin: "1d" } };
const SUM = { checksum: { algorithm: "sha256", value: "aaaa" } };
/** A run of night 0 ends at 02:00. */
const PURGE_BY = 2 + 72;
const covers = { sources: ["/sql/"], vaults: ["primary-vault"] };
const beat = (at: number) => heartbeat("eyes", at, covers);
const inventory = (at: number) => {
  const watermark = instantToJson(hour(at));
  const said = { collector: "eyes", watermark, covers, inventoryComplete: true };
  return readEvent("collector.heartbeat", said);
};

/** Nights, each purged in time but those of `kept`, looked at every six hours. */
function tellNights(kept: readonly number[], look: (at: number) => ReturnType<typeof beat>) {
  const story = tellStory([POLICY]);
  const until = (from: number, to: number) => {
    for (let at = from; at < to; at += 6) {
      const index = (at - 6) / 24;
      if (Number.isInteger(index) && index < 4) {
        const runId = `n${index}`;
        const began = at - 5;
        story.at(at, succeeded(runId, [began, began + 1]));
        story.at(at, observed(runId, "primary", began + 1.5, SUM));
      }
      const old = (at - 6 - 60) / 24;
      if (Number.isInteger(old) && old >= 0 && old < 4 && !kept.includes(old))
        story.at(at, removed(`n${old}`, "primary", at - 1));
      story.at(at + 0.1, look(at));
    }
  };
  return { story, until, overdue: () => story.find("purge-overdue") };
}

test("purged in time is no finding", () => {
  for (const look of [beat, inventory]) {
    const { until, overdue } = tellNights([], look);
    until(6, 200);
    expect(overdue()).toEqual([]);
  }
});

test("what a vault that tells of removals keeps too long is told, with how many and the oldest", () => {
  const { story, until, overdue } = tellNights([1, 2], beat);
  until(6, PURGE_BY + 24);
  expect(overdue()).toEqual([]);
  until(PURGE_BY + 28, PURGE_BY + 150);
  expect(overdue()).toMatchObject([
    { severity: "warning", runId: "n1", resolvedAt: null, evidence: { copies: 2 } },
  ]);
  story.at(300, removed("n1", "primary", 299));
  expect(overdue()).toMatchObject([{ evidence: { copies: 1 }, runId: "n1" }]);
  story.at(301, removed("n2", "primary", 300));
  expect(overdue()).toMatchObject([{ resolution: "it was removed" }]);
});

test("the first copy that is kept shows by two inventories, or when it is seen again", () => {
  const { story, until, overdue } = tellNights([0, 1, 2, 3], inventory);
  until(6, PURGE_BY + 2);
  expect(overdue()).toEqual([]);
  story.at(PURGE_BY + 4.1, inventory(PURGE_BY + 4));
  expect(overdue()).toEqual([]);
  story.at(PURGE_BY + 10.1, inventory(PURGE_BY + 10));
  expect(overdue()).toMatchObject([{ runId: "n0", evidence: { copies: 1 } }]);
});

test("a vault that never told of a removal proves nothing, until a copy is seen again", () => {
  const { story, until, overdue } = tellNights([0, 1, 2, 3], beat);
  until(6, PURGE_BY + 6);
  expect(overdue()).toEqual([]);
  story.at(PURGE_BY + 8, observed("n0", "primary", PURGE_BY + 7, SUM));
  expect(overdue()).toMatchObject([{ runId: "n0" }]);
});

test("an announced hold puts the purge off", () => {
  const { story, until, overdue } = tellNights([1], beat);
  const [from, to] = [instantToJson(hour(PURGE_BY)), instantToJson(hour(PURGE_BY + 48))];
  const match = { asset: VISITOR_DB.asset };
  const said = { match, from, to, kind: "policy", reason: "legal hold" };
  story.at(0, readEvent("change.announced", said));
  until(6, PURGE_BY + 48 + 20);
  expect(overdue()).toEqual([]);
  until(PURGE_BY + 48 + 22, PURGE_BY + 48 + 48);
  expect(overdue()).toMatchObject([{ runId: "n1" }]);
});
