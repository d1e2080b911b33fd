import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareLsn } from "../../analyzers/chains/compare-lsn.ts";
import type { VigieEvent } from "../../schemas/events.ts";
import { speakOfAsset } from "./speak-of-asset.ts";
import { heartbeat, tellStory } from "./tell-story.ts";

const { full, log, fulls, logs } = speakOfAsset();
const KEEP = { retention: { keep: "14d" } };
const WEEKLY = { schedule: { cron: "0 1 * * 5", zone: "UTC" }, ...KEEP };
const VAULTS = ["primary-vault", "duplicate-vault"];
const beat = (at: number) => heartbeat("eyes", at, { sources: ["/sql/"], vaults: VAULTS });
const day = (days: number) => 24 * days;

/** What is told of chains; slots are not the matter here. */
function told(story: ReturnType<typeof tellStory>) {
  return story.all().filter(({ kind }) => kind === "chain-broken" || kind === "base-hijacked");
}

function openOf(story: ReturnType<typeof tellStory>) {
  return told(story).flatMap(({ kind, runId, resolvedAt }) => (resolvedAt ? [] : [[kind, runId]]));
}

/** All at once, after which the collector says that this was all until then. */
function hear(at: number, ...events: readonly VigieEvent[]) {
  const story = tellStory([WEEKLY]);
  story.at(at, ...events, beat(at));
  return story;
}

describe("log sequence numbers", () => {
  test("are ordered as numbers are, whatever their length and leading zeros", () => {
    const lsn = fc.bigInt({ min: 0n, max: 10n ** 25n - 1n });
    fc.assert(
      fc.property(lsn, lsn, fc.nat(3), (a, b, zeros) => {
        const found = Math.sign(compareLsn(`${"0".repeat(zeros)}${a}`, `${b}`));
        expect(found).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });
});

describe("a chain of logs", () => {
  const F1 = full("f1", [1, 1.2], 100);
  const L1 = log("l1", [2, 2.1], [90, 110]);
  const L2 = log("l2", [3, 3.1], [110, 120]);
  const L3 = log("l3", [4, 4.1], [120, 130]);

  test("is whole where each begins where the one before it ended", () => {
    expect(told(hear(5, F1, L1, L2, L3))).toEqual([]);
  });

  test("is broken at the first log after a gap, told once its collector has said all", () => {
    const story = tellStory([WEEKLY]);
    story.at(4.2, F1, L1, beat(3.9));
    story.at(4.3, L3);
    expect(told(story)).toEqual([]);
    story.at(4.4, beat(4.3));
    expect(told(story)).toMatchObject([
      {
        kind: "chain-broken",
        severity: "critical",
        runId: "l3",
        series: { backupType: "log" },
        evidence: { cause: "gap", firstLsn: "120", before: { runId: "l1", lastLsn: "110" } },
      },
    ]);
    story.at(5.1, log("l4", [5, 5.05], [130, 140]), beat(5.1));
    expect(openOf(story)).toEqual([["chain-broken", "l3"]]);
  });

  test("a log that is heard of late closes its gap", () => {
    const story = hear(5, F1, L1, L3);
    story.at(9, L2);
    expect(told(story)).toMatchObject([{ resolution: "the log before it was heard of late" }]);
  });

  test("a full begins a new chain: the gap is over, and stays told", () => {
    const story = hear(5, F1, L1, L3);
    story.at(26, full("f2", [25, 25.2], 200), beat(26));
    expect(told(story)).toMatchObject([
      { runId: "l3", resolution: "a newer backup began a new chain" },
    ]);
  });

  test("a copy-only full between two logs changes nothing", () => {
    const only = full("c1", [2.5, 2.6], 112, { copyOnly: true });
    expect(told(hear(5, F1, L1, only, L2, L3))).toEqual([]);
  });

  test("overlapping logs of two replicas are whole", () => {
    const overlap = log("r2", [2.5, 2.6], [95, 125]);
    expect(told(hear(5, F1, L1, overlap, L3))).toEqual([]);
  });

  test("a full with the same names on another asset lends nothing", () => {
    const other = speakOfAsset({ asset: "OtherDb" });
    const story = hear(5, F1, L1, L3, other.log("l2", [3, 3.1], [110, 120]));
    expect(openOf(story)).toEqual([["chain-broken", "l3"]]);
  });

  test("without LSNs nothing is said", () => {
    const bare = [1, 2, 3].map((at) => logs.succeeded(`b${at}`, [at, at + 0.1]));
    expect(told(hear(5, F1, ...bare))).toEqual([]);
  });

  test("may begin before our time", () => {
    expect(told(hear(5, L2, L3))).toEqual([]);
  });

  test("a run that failed after all leaves a gap", () => {
    const story = hear(5, F1, L1, L2, L3);
    story.at(6, logs.failed("l2", 3.5), beat(6));
    expect(openOf(story)).toEqual([["chain-broken", "l3"]]);
  });

  test("a log lost before its time leaves a gap, until it is found again", () => {
    const copies = ["l1", "l2", "l3"].map((run) => logs.observed(run, "primary", 4.5));
    const story = hear(5, F1, L1, L2, L3, ...copies);
    story.at(30, logs.removed("l2", "primary", 29), beat(30));
    expect(openOf(story)).toEqual([["chain-broken", "l3"]]);
    story.at(32, logs.observed("l2", "primary", 31), beat(32));
    expect(openOf(story)).toEqual([]);
  });

  test("logs purged at their time, oldest first, leave none", () => {
    const copies = ["l1", "l2", "l3"].map((run) => logs.observed(run, "primary", 4.5));
    const story = hear(5, F1, L1, L2, L3, ...copies);
    for (const [run, end] of [
      ["l1", 2.1],
      ["l2", 3.1],
    ] as const)
      story.at(day(14) + end + 1, logs.removed(run, "primary", day(14) + end), beat(day(14) + end));
    expect(told(story)).toEqual([]);
  });

  const NEW = { recoveryForkId: "fork-2" };

  test("a new recovery fork needs a full before its first log", () => {
    const story = hear(5, F1, L1, L2, log("n1", [4, 4.1], [120, 130], NEW));
    expect(told(story)).toMatchObject([{ runId: "n1", evidence: { cause: "no full" } }]);
    const restored = full("f2", [6, 6.1], 200);
    story.at(7, restored, beat(7));
    expect(openOf(story)).toEqual([]);
  });

  test("a new recovery fork that begins with a full is whole, at whatever LSN", () => {
    const chain = { familyId: "family", backupSetId: "s", firstLsn: "50", checkpointLsn: "50" };
    const first = fulls.succeeded("f2", [4, 4.1], { chain: { ...chain, lastLsn: "55", ...NEW } });
    const next = log("n1", [4.5, 4.6], [40, 60], NEW);
    expect(told(hear(5, F1, L1, L2, first, next))).toEqual([]);
  });

  test("comes to the same in whatever order it is heard", () => {
    const events = [
      F1,
      L1,
      L2,
      L3,
      log("l5", [6, 6.1], [140, 150]),
      log("l6", [7, 7.1], [150, 160]),
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(events, { minLength: 6 }), fc.nat(5), (shuffled, beatAt) => {
        const story = tellStory([WEEKLY]);
        story.at(8, ...shuffled.slice(0, beatAt), beat(8), ...shuffled.slice(beatAt), beat(8.1));
        expect(openOf(story)).toEqual([["chain-broken", "l5"]]);
      }),
    );
  });
});
