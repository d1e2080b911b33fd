import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { VigieEvent } from "../../schemas/events.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { speakOfAsset } from "./speak-of-asset.ts";
import { heartbeat, speakOf, tellStory } from "./tell-story.ts";

const { full, differential, fulls, differentials } = speakOfAsset();
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

describe("what a differential leans on", () => {
  const F1 = full("f1", [1, 1.2], 100);
  const F2 = full("f2", [day(7) + 1, day(7) + 1.2], 200);

  test.each([
    ["its full by id", differential("d", [25, 25.1], { set: "set-f1" })],
    ["its full by LSN", differential("d", [25, 25.1], { lsn: 100 })],
    ["nothing that it names", differentials.succeeded("d", [25, 25.1])],
  ])("%s is fine", (_case, event) => {
    expect(told(hear(26, F1, event))).toEqual([]);
  });

  test("a full that nobody knows, and no newer than ours, is absent", () => {
    const story = hear(26, F1, differential("d", [25, 25.1], { set: "lost", lsn: 100 }));
    expect(told(story)).toMatchObject([
      {
        kind: "chain-broken",
        runId: "d",
        series: { backupType: "differential" },
        evidence: { base: "lost", newestOwnFull: { runId: "f1", checkpointLsn: "100" } },
      },
    ]);
  });

  test("a full newer than ours that nobody expected has hijacked the base", () => {
    const foreign = { set: "snapshot", lsn: 150 };
    const story = hear(26, F1, differential("d1", [25, 25.1], foreign));
    story.at(50, differential("d2", [49, 49.1], foreign), beat(50));
    expect(told(story)).toMatchObject([
      { kind: "base-hijacked", severity: "critical", runId: "d1" },
    ]);
    story.at(day(7) + 2, F2, beat(day(7) + 2));
    expect(told(story)).toMatchObject([{ resolution: "a newer backup began a new chain" }]);
  });

  test("our own full heard of late takes the word back", () => {
    const late = full("f0", [20, 20.2], 150);
    const story = hear(26, F1, differential("d", [25, 25.1], { set: "set-f0", lsn: 150 }));
    expect(openOf(story)).toEqual([["base-hijacked", "d"]]);
    story.at(28, late);
    expect(told(story)).toMatchObject([{ resolution: "what it leans on was heard of late" }]);
  });

  test("a copy-only full is no base, and none moves it", () => {
    const only = full("c", [20, 20.2], 150, { copyOnly: true });
    expect(told(hear(26, F1, only, differential("d", [25, 25.1], { set: "set-f1" })))).toEqual([]);
    const story = hear(26, F1, only, differential("d", [25, 25.1], { set: "set-c" }));
    expect(told(story)).toMatchObject([{ evidence: { baseState: "copy-only" } }]);
  });

  test("a full from before our time is none of our business", () => {
    const old = { set: "old", lsn: 40 };
    expect(told(hear(26, differential("d", [25, 25.1], old)))).toEqual([]);
    expect(told(hear(50, differential("d", [25, 25.1], old), full("f", [40, 40.1], 90)))).toEqual(
      [],
    );
  });

  test("a full of ours without its identity may be the one", () => {
    const bare = fulls.succeeded("b", [20, 20.2]);
    expect(told(hear(26, F1, bare, differential("d", [25, 25.1], { set: "x", lsn: 150 })))).toEqual(
      [],
    );
  });

  test("a base removed before its time breaks all that lean on it, told once", () => {
    const diffs = [2, 3, 4].map((at) =>
      differential(`d${at}`, [day(at), day(at) + 0.1], { set: "set-f1" }),
    );
    const copies = [2, 3, 4].map((at) => differentials.observed(`d${at}`, "primary", day(4) + 1));
    const both = ["primary", "duplicate"].map((role) => fulls.observed("f1", role, 2));
    const story = hear(day(5), F1, ...both, ...diffs, ...copies);
    story.at(day(6), fulls.removed("f1", "primary", day(6)), beat(day(6)));
    expect(told(story)).toEqual([]);
    story.at(day(6) + 1, fulls.removed("f1", "duplicate", day(6)));
    story.at(day(6) + 2, beat(day(6) + 1));
    expect(told(story)).toMatchObject([
      { kind: "chain-broken", series: { backupType: "differential" }, evidence: { orphans: 3 } },
    ]);
    story.at(day(19), beat(day(19)));
    expect(openOf(story)).toEqual([]);
  });

  test("a base that is seen again heals what leans on it", () => {
    const leaning = differential("d", [day(2), day(2) + 1], { set: "set-f1" });
    const copies = [fulls.observed("f1", "primary", 2), differentials.observed("d", "primary", 50)];
    const story = hear(day(3), F1, leaning, ...copies);
    story.at(day(4), fulls.removed("f1", "primary", day(4)), beat(day(4)));
    expect(openOf(story)).toEqual([["chain-broken", "d"]]);
    story.at(day(4) + 2, fulls.observed("f1", "primary", day(4) + 1));
    expect(told(story)).toMatchObject([{ resolution: "its base is there again" }]);
  });

  test("a log is a base of what names it, whenever that is heard of", () => {
    const { succeeded, observed, removed } = speakOf({ ...VISITOR_DB, backupType: "log" });
    const child = succeeded("l2", [4, 4.1], { parentRunId: "l1" });
    const copies = ["l1", "l2"].map((runId) => observed(runId, "primary", 4.2));
    const first = succeeded("l1", [2, 2.1]);
    const story = hear(5, first, child, ...copies);
    story.at(6, removed("l1", "primary", 6), beat(6));
    expect(openOf(story)).toEqual([["chain-broken", "l2"]]);
    const late = hear(5, first, ...copies, removed("l1", "primary", 4.5));
    expect(told(late)).toEqual([]);
    late.at(7, child, succeeded("l3", [6.5, 6.6]), beat(7));
    expect(openOf(late)).toEqual([["chain-broken", "l2"]]);
  });

  test("a base purged at its time breaks nothing", () => {
    const leaning = differential("d", [day(5), day(5) + 1], { set: "set-f1" });
    const copies = [
      fulls.observed("f1", "primary", 2),
      differentials.observed("d", "primary", day(6)),
    ];
    const story = hear(day(7), F1, leaning, ...copies);
    story.at(day(15), fulls.removed("f1", "primary", day(15)), beat(day(15)));
    expect(told(story)).toEqual([]);
  });

  test("comes to the same in whatever order it is heard", () => {
    const events = [
      F1,
      full("f2", [20, 20.2], 150),
      differential("d1", [25, 25.1], { set: "set-f2", lsn: 150 }),
      differential("d2", [26, 26.1], { set: "alien", lsn: 160 }),
      differential("d3", [27, 27.1], { set: "alien", lsn: 160 }),
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(events, { minLength: 5 }), fc.nat(4), (shuffled, beatAt) => {
        const story = tellStory([WEEKLY]);
        story.at(30, ...shuffled.slice(0, beatAt), beat(30), ...shuffled.slice(beatAt), beat(30.1));
        expect(openOf(story).map(([kind]) => kind)).toEqual(["base-hijacked"]);
      }),
    );
  });
});

describe("the parent of an incremental", () => {
  const images = speakOf({ ...VISITOR_DB, assetKind: "vm-image", backupType: "incremental" });
  const run = (runId: string, at: number, parentRunId?: string) =>
    images.succeeded(runId, [at, at + 0.5], parentRunId === undefined ? {} : { parentRunId });

  test("is among the runs of its asset", () => {
    expect(told(hear(80, run("i1", 1), run("i2", 25, "i1"), run("i3", 49, "i2")))).toEqual([]);
  });

  test("may be from before our time, for all that lean on the same", () => {
    expect(told(hear(80, run("i1", 1, "old"), run("i2", 25, "old"), run("i3", 49, "i2")))).toEqual(
      [],
    );
  });

  test("is absent otherwise, until a run stands on its own again", () => {
    const story = hear(60, run("i1", 1), run("i2", 25, "i1"), run("i3", 49, "lost"));
    expect(told(story)).toMatchObject([{ kind: "chain-broken", runId: "i3" }]);
    story.at(74, run("i4", 73, "i3"), beat(74));
    expect(openOf(story)).toHaveLength(1);
    story.at(98, run("i5", 97), beat(98));
    expect(openOf(story)).toEqual([]);
  });

  test("is no parent if it failed", () => {
    const story = hear(60, run("i1", 1), images.failed("i2", 25), run("i3", 49, "i2"));
    expect(told(story)).toMatchObject([{ evidence: { baseState: "failed" } }]);
  });

  test("may be purged at its time, as chains that are merged are", () => {
    const story = tellStory([{ ...KEEP, schedule: { every: "1d" } }]);
    for (let at = 0; at < 40; at += 1) {
      const made = run(`i${at}`, day(at), at > 0 ? `i${at - 1}` : undefined);
      const purged = at > 14 ? [images.removed(`i${at - 15}`, "primary", day(at))] : [];
      story.at(day(at) + 1, made, images.observed(`i${at}`, "primary", day(at) + 1), ...purged);
      story.at(day(at) + 2, beat(day(at) + 2));
    }
    expect(story.all()).toEqual([]);
  });
});
