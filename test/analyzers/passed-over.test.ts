import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Detection } from "../../analyzers/detection/create-detection.ts";
import { createDetection } from "../../analyzers/detection/create-detection.ts";
import { BOUNDS, type Bound } from "../../analyzers/passed-over/passed-over.ts";
import type { VigieEvent } from "../../schemas/events.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import {
  heartbeat,
  hour,
  instant,
  readEvent,
  readPolicy,
  speakOf,
  tellStory,
} from "./tell-story.ts";

const { started, succeeded, failed, observed } = speakOf(VISITOR_DB);
const beat = (at: number) => heartbeat("sql", at, { sources: ["/sql/"] });
const MINUTE = 1 / 60;
const SECOND = 1 / 3_600;
const count = (many: number) => Array.from({ length: many }, (_, index) => index);

function timesOf(detection: Detection): Partial<Record<Bound, number>> {
  return Object.fromEntries(detection.passedOver().map(({ bound, times }) => [bound, times]));
}

function tellAtOnce(policy: object, at: number, events: readonly VigieEvent[]) {
  const story = tellStory([policy]);
  story.at(at, ...events);
  return timesOf(story.detection);
}

describe("what is too much for one series is counted:", () => {
  test("slots that were never judged", () => {
    const story = tellStory([{ schedule: { every: "1s" } }]);
    story.at(0, succeeded("r", [0, 0.001]), beat(0));
    expect(timesOf(story.detection)).toEqual({});
    story.at(0.13, beat(0.13));
    expect(timesOf(story.detection).slots).toBeGreaterThan(0);
    expect(story.detection.passedOver()[0]?.last).toContain("VisitorDb");
  });

  test("slots that are still open, one by one", () => {
    const dense = { every: "1m", startWithin: "1h", finishWithin: "10h" };
    const story = tellStory([{ schedule: dense }]);
    story.at(0.01, succeeded("r", [0, 0.01]), beat(0.01));
    for (const minute of count(410)) story.until(MINUTE * (minute + 1) + SECOND);
    expect(timesOf(story.detection).slots).toBeGreaterThan(0);
  });

  test("slots in a row of which nothing is expected", () => {
    const schedule = { every: "1s", startWithin: "1m", finishWithin: "1m" };
    const maintenance = [{ cron: "0 0 * * *", zone: "UTC", for: "24h", reason: "move" }];
    const policy = { schedule, maintenance, objectives: { rpo: "10s" } };
    const times = tellAtOnce(policy, 0.1, [succeeded("r", [0, 0.001]), beat(0.1)]);
    expect(times["skipped-slots"]).toBeGreaterThan(0);
  });

  test("runs of one slot, and of the series", () => {
    const runs = count(2_005).map((run) => succeeded(`r${run}`, [1 + run * SECOND, 2]));
    expect(tellAtOnce({}, 2, runs)).toMatchObject({ "runs-of-slot": 1_985, runs: 5 });
  });

  test("runs that fail, or go on, in one slot", () => {
    const story = tellStory([{}]);
    story.at(2, ...count(30).map((run) => failed(`f${run}`, 1 + run * MINUTE)));
    expect(timesOf(story.detection)).toEqual({ "runs-of-slot": 10 });
    expect(story.find("failed")[0]?.runId).toBe("f0");
    const going = tellAtOnce(
      {},
      2,
      count(21).map((run) => started(`s${run}`, 1 + run * SECOND)),
    );
    expect(going).toEqual({ "runs-of-slot": 1, "runs-going-on": 5 });
  });

  test("runs ahead of our clock, and from before the slots that are kept", () => {
    const story = tellStory([{}]);
    story.at(2, succeeded("now", [1, 1.5]), started("ahead", 72));
    expect(timesOf(story.detection)).toEqual({ "runs-ahead": 1 });
    story.at(3, succeeded("old", [-2 * 365 * 24, -2 * 365 * 24 + 1]));
    expect(timesOf(story.detection)).toEqual({ "runs-ahead": 1, "runs-behind": 1 });
  });

  test("runs that wait for a schedule to be learned", () => {
    const runs = count(2_003).map((run) => succeeded(`r${run}`, [1 + run * SECOND, 2]));
    const times = tellAtOnce({ schedule: "learned" }, 2, runs);
    expect(times).toMatchObject({ "runs-unlearned": 3, "runs-unplaced": 3 });
  });

  test("sizes that are told", () => {
    const story = tellStory([{ schedule: { every: "1h", startWithin: "1h", finishWithin: "1h" } }]);
    for (const run of count(402))
      story.at(run + 0.2, succeeded(`r${run}`, [run, run + 0.1], { sizeBytes: 0 }));
    expect(timesOf(story.detection)["sizes-told"]).toBeGreaterThan(0);
  });

  test("copies of one run, and what was seen of one of them", () => {
    const uri = (copy: number) => ({ uri: `file:///p/${copy}` });
    const copies = count(258).map((copy) => observed("r", "primary", 1.6, uri(copy)));
    expect(tellAtOnce({}, 2, copies)).toEqual({ "copies-of-run": 2 });
    const seen = count(52).map((look) =>
      observed("r", "primary", 1.6 + look * SECOND, { sizeBytes: 1_000 + look }),
    );
    expect(tellAtOnce({}, 2, seen)).toEqual({ observations: 2 });
  });

  test("copies that were not purged", () => {
    const retention = { keep: "1d", purgeWithin: "1d" };
    const runs = count(4).map((run) => succeeded(`r${run}`, [1 + run * MINUTE, 1.5]));
    const story = tellStory([{ retention }]);
    story.at(2, ...runs);
    const copies = count(1_002).map((copy) =>
      observed(`r${copy % 4}`, "primary", 51, { uri: `file:///p/${copy}` }),
    );
    story.at(51, ...copies);
    expect(timesOf(story.detection)["copies-overdue"]).toBeGreaterThanOrEqual(2);
  });

  test("runs of an asset, also where none succeeds and no policy judges", () => {
    const story = tellStory([{ match: { tenant: "nobody" } }]);
    const before = process.cpuUsage();
    story.at(2, ...count(12_000).map((run) => started(`s${run}`, 1 + run * SECOND)));
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(20);
    expect(timesOf(story.detection)).toEqual({ "runs-of-asset": 7_000 });
  });
});

describe("what is too much altogether is counted:", () => {
  test("collectors and what they cover; one that a policy names is watched all the same", () => {
    const story = tellStory([{ reportedBy: "sql" }]);
    story.at(1, ...count(10_002).map((name) => heartbeat(`c${name}`, 1, {})));
    expect(timesOf(story.detection)).toEqual({ collectors: 2 });
    const sources = (first: number) => count(1_000).map((name) => `/s/${first}/${name}`);
    story.at(1, ...count(101).map((first) => heartbeat("c1", 1, { sources: sources(first) })));
    expect(timesOf(story.detection)).toEqual({ collectors: 2, covers: 1_000 });
    const again = count(101).map((first) => heartbeat("c2", 1, { sources: sources(first) }));
    story.at(1, ...again, heartbeat("c3", 1, { sources: ["/s/0/1", "/s/0/2"] }));
    expect(timesOf(story.detection)).toEqual({ collectors: 2, covers: 2_002 });
    story.at(2, succeeded("r", [1, 1.5]), beat(2));
    story.at(48, beat(48));
    expect(story.open()).toContain("missing");
  });

  test("sources that no series names any more", () => {
    const story = tellStory([{ match: { tenant: "nobody" } }]);
    const data = { series: VISITOR_DB, startedAt: instant(1) };
    const from = (source: number) =>
      readEvent("backup.started", { ...data, runId: "r" }, `/job/${source}`);
    story.at(2, ...count(10_004).map(from), ...count(4).map(from));
    expect(timesOf(story.detection)).toEqual({ places: 7 });
  });

  test("who is rejected", () => {
    const detection = createDetection({ policies: [] });
    for (const origin of count(1_003))
      detection.acceptReject({ origin: `o${origin}`, position: "1", fault: "no JSON" }, hour(1));
    expect(timesOf(detection)).toEqual({ "reject-sources": 3 });
  });

  test("an announced change that is about no series", () => {
    const span = { from: instant(1), to: instant(2), kind: "purge", reason: "old data" };
    const event = readEvent("change.announced", { match: { database: "x" }, ...span });
    expect(tellAtOnce({}, 1, [event])).toEqual({ "changes-of-nothing": 1 });
  });
});

test("what is passed over is counted alike asleep, and by one that goes on", () => {
  const tell = (awakeBytesMax: number, restarts: boolean) => {
    const options = { policies: [readPolicy({})], awakeBytesMax };
    let detection = createDetection(options);
    const events = [succeeded("now", [1, 1.5]), started("ahead", 72), started("more", 96)];
    for (const event of [...events, succeeded("old", [-20_000, -19_999])]) {
      detection.accept(event, hour(2));
      const { shared, assets } = detection.remember();
      const remembered = structuredClone({ shared, assets: [...assets] });
      if (restarts) detection = createDetection({ ...options, remembered });
    }
    return detection.passedOver();
  };
  const told = tell(Number.POSITIVE_INFINITY, false);
  expect(told.map(({ bound, times }) => [bound, times])).toEqual([
    ["runs-ahead", 2],
    ["runs-behind", 1],
  ]);
  expect(tell(0, false)).toEqual(told);
  expect(tell(0, true)).toEqual(told);
});

test("docs/bounds.md has every bound that there is, and no other", () => {
  const docs = readFileSync(new URL("../../docs/bounds.md", import.meta.url), "utf8");
  const documented = [...docs.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, word]) => word);
  expect(documented.toSorted()).toEqual(BOUNDS.toSorted());
});
