import { expect, test } from "vitest";
import { runBacktest } from "../../analyzers/backtest/run-backtest.ts";
import { createDetection } from "../../analyzers/detection/create-detection.ts";
import type { Finding } from "../../schemas/finding.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { heartbeat, hour, instant, readPolicy, speakOf, tellStory } from "./tell-story.ts";

const { started, succeeded, failed, observed } = speakOf(VISITOR_DB);
const beat = (at: number) => heartbeat("sql", at, { sources: ["/sql/"] });
const SECONDS_MAX = 20;
const RUNS = 2_000;

function secondsOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  return process.cpuUsage(before).user / 1e6;
}

test.each(["1s", "1m"])("a schedule due each %s is bounded in slots and in time", (every) => {
  const story = tellStory([{ schedule: { every, startWithin: every, finishWithin: every } }]);
  const seconds = secondsOf(() => {
    story.at(0, succeeded("r", [0, 0.001]), beat(0));
    story.at(2, beat(2));
  });
  expect(seconds).toBeLessThan(SECONDS_MAX);
  expect(story.find("missing").length).toBeGreaterThan(0);
});

test("a series with a hundred thousand runs a day is judged as fast as they come", () => {
  for (const schedule of ["learned", { cron: "0 1 * * *", zone: "UTC" }]) {
    const detection = createDetection({ policies: [readPolicy({ schedule })] });
    const seconds = secondsOf(() => {
      for (let run = 0; run < RUNS; run++) {
        const at = 1 + (24 * run) / 100_000;
        detection.accept(succeeded(`r${run}`, [at, at + 0.0001]), hour(at + 0.001));
      }
    });
    expect(seconds).toBeLessThan(SECONDS_MAX);
  }
});

test("a series that only fails, or never ends, a hundred thousand times a day is as bounded", () => {
  const told: Finding[] = [];
  for (const speak of [failed, started]) {
    const detection = createDetection({ policies: [readPolicy({})] });
    const seconds = secondsOf(() => {
      for (let run = 0; run < RUNS; run++) {
        const at = 1 + (24 * run) / 100_000;
        told.push(...detection.accept(speak(`r${run}`, at), hour(at + 0.001)));
      }
    });
    expect(seconds).toBeLessThan(SECONDS_MAX);
  }
  expect(told.map(({ kind }) => kind)).toContain("failed");
});

test("a run that ends before it starts is no event, and goes to the rejects", () => {
  expect(() => succeeded("backwards", [1.5, 1])).toThrow("finishedAt");
});

test("events of two years ago, and of in two years, are taken as they are", () => {
  for (const schedule of ["learned", { cron: "0 1 * * *", zone: "UTC" }]) {
    const story = tellStory([{ schedule }]);
    story.at(2, succeeded("now", [1, 1.5]), beat(2));
    story.at(3, succeeded("old", [-2 * 365 * 24, -2 * 365 * 24 + 1]), failed("older", -18_000));
    story.at(4, started("future", 48 * 365), beat(4));
    story.at(30, beat(30));
    expect(story.all().length).toBeLessThan(1_000);
  }
});

test("events of two years ago open no slot for each second since", () => {
  const story = tellStory([{ schedule: { every: "1s" } }]);
  const seconds = secondsOf(() => {
    story.at(0, succeeded("old", [-2 * 365 * 24, -2 * 365 * 24]));
    story.at(0.01, succeeded("new", [0.01, 0.01]), succeeded("older", [-18_000, -18_000]));
  });
  expect(seconds).toBeLessThan(SECONDS_MAX);
  expect(story.all().length).toBeLessThan(1_000);
});

test("a start of in two years, heard of first, leaves what is due until then watched", () => {
  const story = tellStory([{}]);
  story.at(0.5, started("future", 48 * 365));
  story.at(2, succeeded("now", [1, 1.5]), beat(2));
  story.at(36, beat(36));
  expect(story.open()).toContain("missing");
});

test("a clock of a day ahead blinds no schedule, however dense", () => {
  const schedule = { every: "1m", startWithin: "1m", finishWithin: "10m" };
  const story = tellStory([{ schedule }]);
  story.at(0.02, succeeded("r", [0, 0.01]), beat(0.02));
  story.at(0.03, started("ahead", 30));
  story.at(2, beat(2));
  expect(story.open()).toContain("missing");
});

test("an event of two thousand years ago makes nothing missing of all that was due since", () => {
  const story = tellStory([{}]);
  story.at(2, succeeded("now", [1, 1.5]), beat(2));
  story.at(3, succeeded("zero", [-17_750_000, -17_749_999]), beat(3));
  expect(story.find("missing")).toEqual([]);
});

const FOREVER = "99999999999999d";
const CRON = { cron: "0 1 * * *", zone: "UTC" };

test.each([
  ["every", { schedule: { every: FOREVER } }],
  ["early", { schedule: { ...CRON, early: FOREVER } }],
  ["finishWithin", { schedule: { ...CRON, startWithin: FOREVER, finishWithin: FOREVER } }],
  ["maxDuration", { schedule: { ...CRON, maxDuration: FOREVER } }],
  ["keep", { retention: { keep: FOREVER, purgeWithin: FOREVER, locked: true } }],
  ["rpo", { objectives: { rpo: FOREVER, rto: FOREVER }, copies: { within: FOREVER } }],
  ["for", { maintenance: [{ cron: "0 0 1 1 *", zone: "UTC", for: FOREVER, reason: "move" }] }],
])("%s that leads beyond every instant is as good as forever", (_, policy) => {
  const story = tellStory([policy]);
  story.at(1.6, started("r", 1), succeeded("r", [1, 1.5]), observed("r", "primary", 1.6));
  story.at(2, started("s", 1.9), beat(2));
  story.at(80, beat(80));
  expect(story.state()).not.toBe("unknown");
});

test("many new series in a moment are each watched, and none is lost", async () => {
  const events = Array.from({ length: 20_000 }, (_, index) => {
    const speak = speakOf({ ...VISITOR_DB, asset: `db-${index}` });
    return { ...speak.succeeded("r", [1, 1.5]), receivedtime: hour(1.6) };
  });
  const findings = await runBacktest({
    events,
    policies: [readPolicy({ schedule: "learned" })],
    untilMs: hour(2),
  });
  expect(findings).toEqual([]);
});

test("sizes of 0 and of exabytes are judged as they are, and larger ones are no event", () => {
  const EXABYTE = (2n ** 60n).toString();
  const story = tellStory([{}]);
  for (let night = 0; night < 10; night++) {
    const at = 24 * night + 1;
    const sizeBytes = night === 8 ? 0 : night === 9 ? EXABYTE : 1_000_000 + night;
    story.at(at + 1, succeeded(`n${night}`, [at, at + 0.5], { sizeBytes }));
  }
  expect(story.find("undersized")).toMatchObject([{ severity: "critical", runId: "n8" }]);
  expect(story.find("oversized")).toMatchObject([{ runId: "n9" }]);
  const most = tellStory([{}]);
  for (let night = 0; night < 10; night++) {
    const at = 24 * night + 1;
    most.at(at + 1, succeeded(`n${night}`, [at, at + 0.5], { sizeBytes: `${2n ** 63n - 1n}` }));
  }
  expect(most.all()).toEqual([]);
  expect(() => succeeded("more", [1, 2], { sizeBytes: `${2n ** 63n}` })).toThrow("sizeBytes");
});

test("a clock of a day behind makes nothing missing of the days that it has not come to", () => {
  const story = tellStory([{}]);
  for (let night = 1; night < 5; night++) {
    const saidAt = 24 * (night - 1);
    story.at(24 * night + 2, succeeded(`n${night}`, [saidAt + 1, saidAt + 1.5]), beat(saidAt + 2));
  }
  story.until(100);
  expect(story.all()).toEqual([]);
  expect(story.state()).toBe("unknown");
});

test("of policies that overlap the most specific one alone judges", () => {
  const narrow = { name: "narrow", match: { tenant: VISITOR_DB.tenant, asset: VISITOR_DB.asset } };
  const schedule = { cron: "0 12 * * *", zone: "UTC" };
  for (const policies of [
    [{}, { ...narrow, schedule }],
    [{ ...narrow, schedule }, {}],
  ]) {
    const story = tellStory(policies);
    story.at(2, succeeded("r", [1, 1.5]), beat(2));
    story.at(47, beat(47));
    expect(story.find("missing").map(({ slot }) => slot)).toEqual([instant(12), instant(36)]);
  }
});

test("a policy that matches nothing judges nothing", () => {
  const story = tellStory([{ match: { tenant: "nobody" } }]);
  story.at(2, succeeded("r", [1, 1.5]), beat(2));
  expect(story.open()).toEqual(["unprotected"]);
});
