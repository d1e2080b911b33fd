import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startAnalysis } from "../../analyzers/start-analysis.ts";
import { createSimulatedClock, type SimulatedClock } from "../../platform/clock/simulated-clock.ts";
import type { EventLog } from "../../platform/log/event-log.ts";
import { keepEmbeddedLog } from "../../platform/log/keep-embedded-log.ts";
import { openEmbeddedLog } from "../../platform/log/open-embedded-log.ts";
import { createLogger } from "../../platform/logger/create-logger.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { countReplayed } from "./count-replayed.ts";
import { hour, readPolicy } from "./tell-story.ts";

const HOUR_MS = 3_600_000;

let root: string;
let clock: SimulatedClock;
/** By how much the machine's clock is ahead of it. */
let aheadMs: number;
let log: EventLog;
let logged: string[];
/** Events, since it was last started. */
let replayed: number;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "vigie-checkpoint-"));
  clock = createSimulatedClock(hour(0));
  aheadMs = 0;
  log = await openEmbeddedLog({ directory: root, clock });
  logged = [];
});

afterEach(async () => {
  await log.close();
  await rm(root, { recursive: true });
});

function createTestLogger() {
  const write = (chunk: unknown, _encoding: string, done: () => void) => {
    logged.push(String(chunk));
    done();
  };
  return createLogger({ level: "info", destination: new Writable({ write }) });
}

function start({ fromLog = false } = {}) {
  [replayed, logged] = [0, []];
  return startAnalysis({
    log: countReplayed(log, () => replayed++),
    clock: { ...clock, nowMs: () => clock.nowMs() + aheadMs },
    logger: createTestLogger(),
    policies: [readPolicy({})],
    pollEveryMs: 60_000,
    checkpoints: { directory: join(root, "analysis"), fromLog },
  });
}

async function succeedAt(night: number) {
  await clock.advanceTo(hour(24 * night + 1.5));
  const at = instantToJson(hour(24 * night + 1));
  const run = { series: VISITOR_DB, runId: `n${night}`, startedAt: at, finishedAt: at };
  const type = "vigie.backup.succeeded.v1";
  const receivedtime = instantToJson(clock.nowMs());
  const event = { specversion: "1.0", id: run.runId, source: "/sql/x", type, time: at };
  const value = JSON.stringify({ ...event, receivedtime, data: { ...run, sizeBytes: 1_000_000 } });
  await log.append(TOPICS.events, [{ key: "k", value }]);
}

async function told() {
  const records = await Array.fromAsync(log.replay(TOPICS.findings));
  return records.map(({ value }) => {
    const { kind, version } = JSON.parse(value);
    return `${kind} ${version}`;
  });
}

test("what a clock that was ahead decided is kept in no checkpoint once it is set right", async () => {
  const before = await start();
  await succeedAt(0);
  await clock.advanceTo(hour(12));
  await before.stop();
  aheadMs = 23.5 * HOUR_MS;
  const ahead = await start();
  expect(await told()).toEqual(["late 1", "late 2", "missing 1"]);
  await clock.advanceTo(clock.nowMs() + 120_000);
  aheadMs = 0;
  await clock.advanceTo(clock.nowMs() + 120_000);
  await ahead.stop();
  expect(logged.join()).toContain("no checkpoint could be written");
  const again = await start();
  expect(logged.join()).toContain("still to come");
  expect(logged.join()).toContain("went on from a checkpoint");
  expect(await told()).toEqual(["late 1", "late 2", "missing 1", "missing 2"]);
  await again.stop();
  await (await start()).stop();
  expect(logged.join()).not.toContain("left aside");
});

test("findings that the log lets go of keep no checkpoint from being written", async () => {
  const before = await start();
  await succeedAt(0);
  await clock.advanceTo(hour(36));
  await before.stop();
  expect(await told()).toEqual(["late 1", "late 2", "missing 1"]);
  const analysis = await start();
  await log.trim(TOPICS.findings, clock.nowMs() + 1);
  await analysis.stop();
  expect(logged.join()).not.toContain("no checkpoint could be written");
  await (await start()).stop();
  expect(replayed).toBe(1);
  expect(logged.join()).not.toContain("left aside");
  expect(await told()).toEqual([]);
});

test("what a quiet topic had last stays until what came after it is old too", async () => {
  await log.append(TOPICS.decisions, [{ key: "k", value: "long ago" }]);
  const analysis = await start();
  await succeedAt(0);
  await clock.advanceTo(hour(24 * 2));
  await analysis.stop();
  const kept = keepEmbeddedLog({
    ...{ directory: root, clock, keepMs: 24 * HOUR_MS, keepUnsaidMs: 0 },
    logger: createTestLogger(),
  });
  kept.begin();
  await log.append(TOPICS.decisions, [{ key: "k", value: "just now" }]);
  await clock.advanceTo(hour(24 * 2 + 0.5));
  await kept.stop();
  await (await start()).stop();
  expect(logged.join()).not.toContain("left aside");
  expect(replayed).toBe(1);
});

test("a log that is trimmed is gone on from, however long a topic was quiet", async () => {
  await log.append(TOPICS.decisions, [{ key: "k", value: "long ago" }]);
  const kept = keepEmbeddedLog({
    ...{ directory: root, clock, keepMs: 24 * HOUR_MS, keepUnsaidMs: 0 },
    logger: createTestLogger(),
  });
  kept.begin();
  const analysis = await start();
  for (const night of [0, 1, 2]) await succeedAt(night);
  await clock.advanceTo(hour(24 * 2 + 20));
  await analysis.stop();
  await (await start()).stop();
  expect(logged.join()).not.toContain("left aside");
  expect(replayed).toBe(1);
  await kept.stop();
  expect(await Array.fromAsync(log.replay(TOPICS.events))).toHaveLength(2);
  await (await start({ fromLog: true })).stop();
  expect(await told()).toEqual([]);
});
