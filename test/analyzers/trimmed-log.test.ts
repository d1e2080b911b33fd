import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startAnalysis } from "../../analyzers/start-analysis.ts";
import { createSimulatedClock, type SimulatedClock } from "../../platform/clock/simulated-clock.ts";
import type { EventLog } from "../../platform/log/event-log.ts";
import { keepEmbeddedLog } from "../../platform/log/keep-embedded-log.ts";
import { openEmbeddedLog } from "../../platform/log/open-embedded-log.ts";
import { type Finding, findingSchema } from "../../schemas/finding.ts";
import { instantToJson } from "../../schemas/instant.ts";
import type { Series } from "../../schemas/series.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { hour, readPolicy } from "./tell-story.ts";

const logger = pino({ level: "silent" });
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const KEEP_DAYS = 10;
const OTHER = { ...VISITOR_DB, asset: "OtherDb" };
const RESOLVED_ANEW = "not found again when the log was read anew";
const RESOLVED_HEARD = "heard of again, and not found since";

let directory: string;
let clock: SimulatedClock;
let log: EventLog;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-trimmed-"));
  clock = createSimulatedClock(hour(0));
  log = await openEmbeddedLog({ directory, clock });
});

afterEach(async () => {
  await log.close();
  await rm(directory, { recursive: true });
});

const kept = (name = "analysis") => join(directory, name);

const start = (policies: readonly object[] = [{ objectives: { rpo: "26h" } }], fromLog = true) => {
  const checkpoints = { directory: kept(), fromLog };
  const told = policies.map(readPolicy);
  return startAnalysis({ log, clock, logger, policies: told, pollEveryMs: HOUR_MS, checkpoints });
};

async function say(type: string, data: object) {
  const [time, receivedtime] = [instantToJson(clock.nowMs()), instantToJson(clock.nowMs())];
  const envelope = {
    specversion: "1.0",
    id: `${type} ${time} ${JSON.stringify(data)}`.slice(-500),
  };
  const event = {
    ...envelope,
    source: "/sql/x",
    type: `vigie.${type}.v1`,
    time,
    receivedtime,
    data,
  };
  await log.append(TOPICS.events, [{ key: "k", value: JSON.stringify(event) }]);
}

async function succeeds(series: Series, day: number) {
  const at = instantToJson(hour(24 * day + 1));
  const run = {
    runId: `${series.asset} ${day}`,
    startedAt: at,
    finishedAt: at,
    sizeBytes: 1_000_000,
  };
  await say("backup.succeeded", { series, ...run });
}

/** Each day the other database is backed up; ours as often as it is said. */
async function live(days: readonly [number, number], isBackedUp: (day: number) => boolean) {
  for (let day = days[0]; day < days[1]; day += 1) {
    await clock.advanceTo(hour(24 * day + 2));
    if (isBackedUp(day)) await succeeds(VISITOR_DB, day);
    await succeeds(OTHER, day);
  }
  await clock.advanceTo(hour(24 * days[1]));
}

/** What is older than is kept goes from all topics. */
async function trim() {
  const keepMs = KEEP_DAYS * DAY_MS;
  const keep = keepEmbeddedLog({ directory, clock, logger, keepMs, keepUnsaidMs: keepMs });
  keep.begin();
  for (let step = 0; step < 40; step += 1) await clock.advanceTo(clock.nowMs() + 10_000);
  await keep.stop();
}

const all = () => Array.fromAsync(log.replay(TOPICS.findings), ({ value }) => value);

/** Of ours, as they were last told. */
async function findings(): Promise<readonly Finding[]> {
  const last = new Map<string, Finding>();
  for await (const { value } of log.replay(TOPICS.findings)) {
    const finding = findingSchema.parse(JSON.parse(value));
    last.set(finding.id, finding);
  }
  return [...last.values()].filter(({ series }) => series?.asset !== OTHER.asset);
}

const openKinds = async () =>
  (await findings()).filter(({ resolvedAt }) => resolvedAt === null).map(({ kind }) => kind);
const missing = (kinds: readonly string[]) => kinds.filter((kind) => kind === "missing").length;

test("what was silent for longer than the log is kept is not good at the next start", async () => {
  const first = await start();
  await live([0, 11], (day) => day === 0);
  await first.stop();
  const before = await openKinds();
  expect(missing(before)).toBe(10);
  expect(before).toContain("rpo-breach");
  await trim();
  const entries = (await findings()).length;
  const second = await start();
  expect(await openKinds()).toEqual(before);
  expect(await findings()).toHaveLength(entries);
  await live([11, 13], () => false);
  expect(missing(await openKinds())).toBe(12);
  // With its next success the missing ones are over, as ever.
  await live([13, 14], () => true);
  expect(await openKinds()).toEqual([]);
  await second.stop();
  const told = await all();
  const third = await start();
  await third.stop();
  expect(await all()).toEqual(told);
  expect((await findings()).find(({ kind }) => kind === "rpo-breach")).toMatchObject({
    resolution: RESOLVED_ANEW,
  });
});

test("what no policy asks of any more is over, though nothing is heard of it", async () => {
  const first = await start();
  await live([0, 11], (day) => day === 0);
  await first.stop();
  await trim();
  const second = await start([{ match: { asset: OTHER.asset } }]);
  await second.stop();
  expect(await openKinds()).toEqual([]);
});

test("a collector that fell silent before what is kept is still silent", async () => {
  const first = await start();
  const watermark = instantToJson(hour(0));
  await say("collector.heartbeat", { collector: "eyes", watermark, covers: { vaults: ["v"] } });
  await live([0, 11], () => true);
  await first.stop();
  expect(await openKinds()).toEqual(["collector-silent"]);
  await trim();
  const kept = await openKinds();
  const second = await start();
  await second.stop();
  expect(kept).toEqual(["collector-silent"]);
  expect(await openKinds()).toEqual(kept);
});

test.each([
  { from: "the whole log", fromLog: true },
  { from: "a checkpoint", fromLog: false },
])(
  "what a learned schedule missed is over with the next success, once, from $from",
  async (how) => {
    const learned = { match: { asset: VISITOR_DB.asset }, schedule: "learned" };
    const policies = [learned, { name: "others", match: { asset: OTHER.asset } }];
    const first = await start(policies);
    await live([0, 20], () => true);
    await live([20, 32], () => false);
    await first.stop();
    await trim();
    const second = await start(policies);
    expect(missing(await openKinds())).toBe(11);
    // A run that fails is none.
    const run = { runId: "bad", startedAt: null, finishedAt: instantToJson(clock.nowMs()) };
    await say("backup.failed", { series: VISITOR_DB, ...run, message: "no space" });
    await clock.advanceTo(clock.nowMs() + HOUR_MS);
    expect(missing(await openKinds())).toBe(11);
    await second.stop();
    await cp(kept(), kept("older"), { recursive: true });
    const third = await start(policies, how.fromLog);
    expect(missing(await openKinds())).toBe(11);
    await live([33, 35], () => true);
    expect(await openKinds()).toEqual([]);
    const told = await all();
    await third.stop();
    await (await start(policies, how.fromLog)).stop();
    expect(await all()).toEqual(told);
    // As after a crash, from before they were over.
    await rm(kept(), { recursive: true });
    await cp(kept("older"), kept(), { recursive: true });
    await (await start(policies, how.fromLog)).stop();
    expect(await all()).toEqual(told);
  },
);

test("a collector that speaks again is not silent, and may fall silent anew", async () => {
  const beat = async () => {
    const watermark = instantToJson(clock.nowMs());
    await say("collector.heartbeat", { collector: "eyes", watermark, covers: { vaults: ["v"] } });
    await clock.advanceTo(clock.nowMs() + HOUR_MS);
  };
  const silent = async () => (await openKinds()).filter((kind) => kind === "collector-silent");
  const first = await start();
  await beat();
  await live([0, 11], () => true);
  await first.stop();
  await trim();
  const second = await start();
  expect(await silent()).toHaveLength(1);
  for (let hours = 0; hours < 6; hours += 1) await beat();
  expect(await silent()).toEqual([]);
  expect((await findings()).find(({ kind }) => kind === "collector-silent")).toMatchObject({
    resolution: RESOLVED_HEARD,
  });
  await live([12, 13], () => true);
  await second.stop();
  expect(await silent()).toHaveLength(1);
});

test("since when the policies hold is known however long one process goes on", async () => {
  const first = await start([{ schedule: { cron: "0 1 * * *", zone: "UTC" } }]);
  await live([0, 5], () => true);
  await first.stop();
  // As Kafka does, which keeps not even the newest record.
  await log.trim(TOPICS.policies, hour(24 * 3));
  const second = await start([{ schedule: { cron: "0 3 * * *", zone: "UTC" } }]);
  await clock.advanceTo(clock.nowMs() + HOUR_MS);
  await second.stop();
  expect(await findings()).toEqual([]);
});
