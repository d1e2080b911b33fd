import fc from "fast-check";
import { expect, test } from "vitest";
import type { VigieEvent } from "../../schemas/events.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { speakOfAsset } from "./speak-of-asset.ts";
import {
  heartbeat,
  hour,
  instant,
  readDecision,
  readEvent,
  speakOf,
  tellStory,
} from "./tell-story.ts";

const { full, log, logs } = speakOfAsset();
const { succeeded, observed, removed, failed } = speakOf(VISITOR_DB);
const RPO = { objectives: { rpo: "26h" } };
const VAULTS = ["primary-vault", "duplicate-vault"];
const beat = (at: number) => heartbeat("eyes", at, { sources: ["/sql/"], vaults: VAULTS });

/** One run that ended at 02:00 of the first day. */
function tellOneRun(policy: object = RPO) {
  const story = tellStory([policy]);
  story.at(2, beat(2), succeeded("n1", [1, 2]));
  return story;
}

test("a point that grows older than its objective is a breach as of the watermark", () => {
  const story = tellOneRun();
  story.at(30, beat(27.9));
  expect(story.find("rpo-breach")).toEqual([]);
  story.at(30.1, beat(28));
  expect(story.find("rpo-breach")).toMatchObject([
    {
      severity: "critical",
      evidence: { rpoMs: 26 * 3_600_000, ageMs: 26 * 3_600_000, newestPoint: { runId: "n1" } },
    },
  ]);
  story.at(31, succeeded("n2", [29, 30.5]));
  expect(story.find("rpo-breach")).toMatchObject([{ resolution: "a newer point can be restored" }]);
});

test.each([
  ["paused", { kind: "pause", until: instant(100) }, ["rpo-breach"]],
  ["retired", { kind: "retire", from: instant(20) }, []],
] as const)("a series that is %s promises nothing meanwhile", (_case, decided, after) => {
  const story = tellOneRun();
  story.decide(10, readDecision(10, { about: { series: VISITOR_DB }, ...decided }));
  story.at(80, beat(80));
  expect(story.find("rpo-breach")).toEqual([]);
  story.at(140, beat(140));
  expect(story.find("rpo-breach").map(({ kind }) => kind)).toEqual(after);
});

test("nothing is known of it while the collector is silent", () => {
  const story = tellOneRun();
  story.until(24 * 5);
  expect(story.find("rpo-breach")).toEqual([]);
});

test("a backup that was made in time and is heard of late was no breach to come", () => {
  const story = tellOneRun();
  story.at(40, beat(40));
  expect(story.open()).toContain("rpo-breach");
  story.at(41, succeeded("n2", [25, 26]));
  expect(story.find("rpo-breach")[0]?.resolvedAt).not.toBeNull();
});

test("a breach that comes back is another finding", () => {
  const story = tellOneRun();
  story.at(29, beat(29));
  story.at(31, succeeded("n2", [29, 30.5]), beat(31));
  story.at(57, beat(56.5));
  expect(story.find("rpo-breach")).toHaveLength(2);
});

test("logs of the same asset keep the objective of its fulls, and a gap in them does not", () => {
  const weekly = { match: { backupType: "full" }, schedule: { every: "7d" } };
  const hourly = { match: { backupType: "log" }, schedule: { every: "12h" }, name: "logs" };
  const story = tellStory([{ ...RPO, ...weekly }, hourly]);
  story.at(2, full("f1", [1, 2], 100), beat(2));
  story.at(13, log("l1", [12, 12.5], [100, 110]), beat(13));
  story.at(25, log("l2", [24, 24.5], [110, 120]), beat(25));
  story.at(37, log("l3", [36, 36.5], [120, 130]), beat(37));
  expect(story.find("rpo-breach")).toEqual([]);
  story.at(49, log("l5", [48, 48.5], [140, 150]), beat(49));
  story.at(61, log("l6", [60, 60.5], [150, 160]), beat(61));
  expect(story.find("rpo-breach")).toEqual([]);
  story.at(24 * 7 + 10, beat(24 * 7 + 9));
  expect(story.find("rpo-breach")).toMatchObject([{ evidence: { newestPoint: { runId: "l3" } } }]);
});

test("a point whose copies are all gone does not count", () => {
  const story = tellOneRun();
  story.at(3, observed("n1", "primary", 3), observed("n1", "duplicate", 3));
  story.at(26, succeeded("n2", [25, 25.5]), beat(26));
  story.at(27, observed("n2", "primary", 27), beat(27));
  story.at(30, removed("n2", "primary", 29), beat(29.5));
  expect(story.find("rpo-breach")).toMatchObject([{ evidence: { newestPoint: { runId: "n1" } } }]);
  story.at(31, observed("n2", "duplicate", 26), beat(31));
  expect(story.open()).not.toContain("rpo-breach");
});

test("a run counts on its word until its copies are overdue", () => {
  const story = tellOneRun({ ...RPO, copies: { required: ["primary"], within: "6h" } });
  story.at(2.5, observed("n1", "primary", 2.5));
  story.at(26, succeeded("n2", [25, 26]), beat(26));
  story.at(31, beat(31));
  expect(story.find("rpo-breach")).toEqual([]);
  story.at(32.5, beat(32.2));
  expect(story.find("rpo-breach")).toMatchObject([{ evidence: { newestPoint: { runId: "n1" } } }]);
});

test("what has never been restorable is told of elsewhere", () => {
  const story = tellStory([RPO]);
  story.at(2, failed("n1", 2), beat(2));
  story.at(60, beat(60));
  expect(story.find("rpo-breach")).toEqual([]);
});

test("a schedule that pauses longer than the objective is given the end of its next slot", () => {
  const workdays = { schedule: { cron: "0 1 * * 1-5", zone: "UTC" } };
  const story = tellOneRun({ ...RPO, ...workdays });
  story.at(24 * 3 + 6.9, beat(24 * 3 + 6.9));
  expect(story.find("rpo-breach")).toEqual([]);
  story.at(24 * 3 + 7.1, beat(24 * 3 + 7));
  expect(story.find("rpo-breach")).toHaveLength(1);
});

test("slots in a maintenance window are not waited for", () => {
  const cron = "0 0 21 11 *";
  const maintenance = [{ cron, zone: "UTC", for: "24h", reason: "move" }];
  const story = tellOneRun({ ...RPO, maintenance });
  story.at(50, beat(50));
  expect(story.find("rpo-breach")).toEqual([]);
  story.at(56, beat(55.5));
  expect(story.find("rpo-breach")).toHaveLength(1);
});

test("what is retired has no objective any more", () => {
  const story = tellOneRun();
  const until = new Date(hour(20)).toISOString();
  const since = new Date(hour(0)).toISOString();
  story.at(3, readEvent("asset.expected", { series: VISITOR_DB, since, until }));
  story.at(60, beat(60));
  expect(story.find("rpo-breach")).toEqual([]);
});

test("comes to the same in whatever order it is heard", () => {
  const events: VigieEvent[] = [
    succeeded("n1", [1, 2]),
    succeeded("n2", [25, 26]),
    logs.succeeded("l1", [30, 30.5]),
    observed("n2", "primary", 27),
    removed("n2", "primary", 28),
  ];
  fc.assert(
    fc.property(fc.shuffledSubarray(events, { minLength: 5 }), fc.nat(4), (shuffled, beatAt) => {
      const story = tellStory([RPO]);
      story.at(57, ...shuffled.slice(0, beatAt), beat(57), ...shuffled.slice(beatAt), beat(57.1));
      const open = story.find("rpo-breach").filter(({ resolvedAt }) => resolvedAt === null);
      expect(open.map(({ series }) => series?.backupType).sort()).toEqual(["full", "log"]);
    }),
  );
});
