import { randomUUID } from "node:crypto";
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startAnalysis } from "../../analyzers/start-analysis.ts";
import { createSimulatedClock, type SimulatedClock } from "../../platform/clock/simulated-clock.ts";
import type { EventLog } from "../../platform/log/event-log.ts";
import { openEmbeddedLog } from "../../platform/log/open-embedded-log.ts";
import { createLogger } from "../../platform/logger/create-logger.ts";
import { instantToJson } from "../../schemas/instant.ts";
import type { Policy } from "../../schemas/policy.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { countReplayed } from "./count-replayed.ts";
import { hour, readPolicy } from "./tell-story.ts";

let root: string;
let clock: SimulatedClock;
let log: EventLog;
let logged: string[];
/** Of the topics that the detection reads, since it was last asked. */
let replayed: number;

const checkpoints = () => join(root, "analysis");
const NEWEST = "analysis.checkpoint";
const BEFORE = "analysis-before.checkpoint";
const file = (name = NEWEST) => join(checkpoints(), name);

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "vigie-checkpoint-"));
  clock = createSimulatedClock(hour(0));
  log = await openEmbeddedLog({ directory: root, clock });
  logged = [];
  replayed = 0;
});

afterEach(async () => {
  await log.close();
  await rm(root, { recursive: true });
});

type Kept = { readonly policies?: readonly Policy[]; readonly fromLog?: boolean };

function start({ policies = [readPolicy({})], fromLog = false }: Kept = {}) {
  const destination = new Writable({
    write: (chunk, _encoding, done) => {
      logged.push(String(chunk));
      done();
    },
  });
  const logger = createLogger({ level: "info", destination });
  replayed = 0;
  return startAnalysis({
    ...{ log: countReplayed(log, () => replayed++), clock, logger, policies, pollEveryMs: 60_000 },
    checkpoints: { directory: checkpoints(), fromLog },
  });
}

async function report(runId: string, startedAtHour: number) {
  const at = instantToJson(hour(startedAtHour));
  const data = { series: VISITOR_DB, runId, startedAt: at, finishedAt: at, sizeBytes: 1_000_000 };
  const type = "vigie.backup.succeeded.v1";
  const receivedtime = instantToJson(clock.nowMs());
  const event = { specversion: "1.0", id: runId, source: "/sql/x", type, time: at, receivedtime };
  await log.append(TOPICS.events, [{ key: "k", value: JSON.stringify({ ...event, data }) }]);
}

async function read(topic: (typeof TOPICS)["findings"] | (typeof TOPICS)["seriesStates"]) {
  const values: string[] = [];
  for await (const { value } of log.replay(topic)) values.push(value);
  return values;
}

const kindsTold = async () =>
  (await read(TOPICS.findings)).map((value) => {
    const { kind, version } = JSON.parse(value);
    return `${kind} ${version}`;
  });

/** Three nights, of which the last run is missing, and a stop in the fourth. */
async function livesOn() {
  const analysis = await start();
  for (const night of [0, 1, 2]) {
    await clock.advanceTo(hour(24 * night + 1.5));
    await report(`n${night}`, 24 * night + 1);
  }
  await clock.advanceTo(hour(24 * 3 + 12));
  await analysis.stop();
}

const said = (what: string) => logged.filter((line) => line.includes(what));

test("a start goes on from the checkpoint of the last stop, and tells nothing twice", async () => {
  await livesOn();
  const before = await read(TOPICS.findings);
  const rows = await read(TOPICS.seriesStates);
  expect(await kindsTold()).toEqual(["late 1", "late 2", "missing 1"]);
  const again = await start();
  // The record that was read last, by which the log is known again.
  expect(replayed).toBe(1);
  expect(await read(TOPICS.findings)).toEqual(before);
  expect(await read(TOPICS.seriesStates)).toEqual(rows);
  await report("n3", 24 * 3 + 13);
  await clock.advanceTo(hour(24 * 3 + 14));
  await again.stop();
  expect((await kindsTold()).slice(3)).toEqual(["missing 2"]);
  expect(said("left aside")).toEqual([]);
});

test("what came and what fell due while it was stopped is told at the next start", async () => {
  await livesOn();
  await clock.advanceTo(hour(24 * 3 + 13));
  await report("n3", 24 * 3 + 12.5);
  await clock.advanceTo(hour(24 * 4 + 12));
  const again = await start();
  expect(replayed).toBe(2);
  await again.stop();
  expect((await kindsTold()).slice(3)).toEqual(["missing 2", "late 1", "late 2", "missing 1"]);
});

test("one that never stopped tells the same, to the byte", async () => {
  const tellAll = async (stops: boolean) => {
    clock = createSimulatedClock(hour(0));
    const directory = await mkdtemp(join(root, "one-"));
    log = await openEmbeddedLog({ directory, clock });
    await rm(checkpoints(), { recursive: true, force: true });
    let analysis = await start();
    for (const night of [0, 1, 2, 4, 5]) {
      await clock.advanceTo(hour(24 * night + 1.5));
      await report(`n${night}`, 24 * night + 1);
      await clock.advanceTo(hour(24 * night + 9));
      if (!stops) continue;
      await analysis.stop();
      analysis = await start();
      expect(replayed).toBe(1);
    }
    await analysis.stop();
    return [await read(TOPICS.findings), await read(TOPICS.seriesStates)];
  };
  const first = log;
  expect(await tellAll(true)).toEqual(await tellAll(false));
  log = first;
});

test("it is written each hour, for its owner alone, and two are kept", async () => {
  const analysis = await start();
  // The file is there before the writing, whose time counts, is over.
  const written = (count: number) =>
    vi.waitUntil(() => said("wrote a checkpoint")[count - 1], 20_000);
  await written(1);
  expect((await stat(file())).mode & 0o777).toBe(0o600);
  await clock.advanceTo(hour(0.9));
  await report("n1", 0.5);
  await clock.advanceTo(hour(0.95));
  expect(await readdir(checkpoints())).toEqual([NEWEST]);
  await clock.advanceTo(hour(1.1));
  await written(2);
  const newest = await readFile(file());
  await analysis.stop();
  expect((await readdir(checkpoints())).sort()).toEqual([BEFORE, NEWEST].sort());
  // As after a crash, which leaves a half one too.
  await writeFile(file(), newest);
  await writeFile(`${file()}.writing`, newest.subarray(0, 100));
  const again = await start();
  expect(replayed).toBe(1);
  await again.stop();
  expect((await readdir(checkpoints())).sort()).toEqual([BEFORE, NEWEST].sort());
  expect(said("left aside")).toEqual([]);
});

test("what was told after a checkpoint is told no second time when it is gone on from", async () => {
  const analysis = await start();
  await clock.advanceTo(hour(1.5));
  await report("n1", 1);
  await clock.advanceTo(hour(20));
  await analysis.stop();
  await cp(checkpoints(), join(root, "older"), { recursive: true });
  const second = await start();
  await clock.advanceTo(hour(40));
  await second.stop();
  const before = await read(TOPICS.findings);
  expect(await kindsTold()).toEqual(["late 1", "late 2", "missing 1"]);
  await rm(checkpoints(), { recursive: true });
  await cp(join(root, "older"), checkpoints(), { recursive: true });
  const third = await start();
  await third.stop();
  expect(await read(TOPICS.findings)).toEqual(before);
  expect(said("left aside")).toEqual([]);
});

test("what looks as at the checkpoint, and looked otherwise since, is shown as it is", async () => {
  const decide = async (decision: object) => {
    const said = {
      id: randomUUID(),
      author: "Ada",
      reason: "moved",
      about: { series: VISITOR_DB },
    };
    const time = instantToJson(clock.nowMs());
    const value = JSON.stringify({ ...said, time, ...decision });
    await log.append(TOPICS.decisions, [{ key: "k", value }]);
  };
  const shown = async () => (await read(TOPICS.seriesStates)).map((row) => JSON.parse(row).state);
  const analysis = await start();
  await clock.advanceTo(hour(1.5));
  await report("n1", 1);
  await clock.advanceTo(hour(2));
  await analysis.stop();
  const older = await readFile(file());
  const second = await start();
  const until = instantToJson(hour(200));
  await decide({ kind: "pause", until });
  await clock.advanceTo(hour(3));
  await second.stop();
  const paused = await shown();
  await writeFile(file(), older);
  await decide({ kind: "resume" });
  const third = await start();
  await third.stop();
  expect((await shown()).slice(paused.length)).toEqual(["filled"]);
});

test("a damaged checkpoint is left aside, and said, and the log is read", async () => {
  await livesOn();
  const before = await read(TOPICS.findings);
  const whole = await readFile(file());
  const flip = (at: number) => {
    const bytes = Buffer.from(whole);
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    return bytes;
  };
  const { length } = whole;
  const damages = [
    ...[0, 19, 25, 0.3 * length, 0.7 * length, length - 1].map((at) => flip(Math.floor(at))),
    ...[0, 10, 40, 0.5 * length, length - 1].map((end) => whole.subarray(0, Math.floor(end))),
    Buffer.concat([whole, whole]),
  ];
  for (const bytes of damages) {
    logged = [];
    await rm(file(BEFORE), { force: true });
    await writeFile(file(), bytes);
    const analysis = await start();
    expect(replayed).toBe(3);
    expect(said("left aside")).toHaveLength(1);
    await analysis.stop();
    expect(await read(TOPICS.findings)).toEqual(before);
  }
});

test("where the newest is damaged the one before it is gone on from", async () => {
  await livesOn();
  await (await start()).stop();
  await writeFile(file(), "half a checkp");
  const analysis = await start();
  expect(replayed).toBe(1);
  expect(said("left aside")).toHaveLength(1);
  await analysis.stop();
});

test("other policies, an operator who wants so, or a clock set back, have the whole log read", async () => {
  await livesOn();
  const other = await start({ policies: [readPolicy({ objectives: { rpo: "26h" } })] });
  expect(replayed).toBe(3);
  expect(said("left aside")[0]).toContain("another configuration");
  await other.stop();
  const asked = await start({ fromLog: true });
  expect(replayed).toBe(3);
  await asked.stop();
  clock = createSimulatedClock(clock.nowMs() - 3_600_000);
  await (await start()).stop();
  expect(said("left aside").at(-1)).toContain("still to come");
});

test("a checkpoint of a log that is another, or shorter, is left aside", async () => {
  await livesOn();
  await log.close();
  for (const name of ["log.sqlite", "log.sqlite-wal", "log.sqlite-shm"])
    await rm(join(root, name), { force: true });
  log = await openEmbeddedLog({ directory: root, clock });
  await (await start()).stop();
  expect(said("left aside").join()).toContain("is not there, or is another");
  expect(replayed).toBe(0);
  for (const night of [0, 1, 2, 3]) await report(`other-${night}`, 72 + night);
  logged = [];
  await clock.advanceTo(hour(90));
  await (await start()).stop();
  expect(said("left aside")).toEqual([]);
});

test("records that are gone from the log are not missed in silence", async () => {
  await livesOn();
  await clock.advanceTo(hour(100));
  await report("n4", 99);
  await log.trim(TOPICS.events, hour(99));
  await (await start()).stop();
  expect(said("left aside").join()).toContain("is not there, or is another");
  expect(replayed).toBeGreaterThanOrEqual(1);
});
