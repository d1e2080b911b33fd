import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startAnalysis } from "../../analyzers/start-analysis.ts";
import { createSimulatedClock, type SimulatedClock } from "../../platform/clock/simulated-clock.ts";
import type { EventLog } from "../../platform/log/event-log.ts";
import { openEmbeddedLog } from "../../platform/log/open-embedded-log.ts";
import { createLogger } from "../../platform/logger/create-logger.ts";
import type { Decision } from "../../schemas/decision.ts";
import { type Finding, findingSchema } from "../../schemas/finding.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { type SeriesState, seriesStateSchema } from "../../schemas/series-state.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { aFinding } from "../alerts/a-finding.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { hour, readDecision, readPolicy } from "./tell-story.ts";

let directory: string;
let clock: SimulatedClock;
let log: EventLog;
let logged: string[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-analysis-"));
  clock = createSimulatedClock(hour(0));
  log = await openEmbeddedLog({ directory, clock });
  logged = [];
});

afterEach(async () => {
  await log.close();
  await rm(directory, { recursive: true });
});

function start(policy: object = {}, more: { scratchFile?: string; awakeBytesMax?: number } = {}) {
  const destination = new Writable({
    write: (chunk, _encoding, done) => {
      logged.push(String(chunk));
      done();
    },
  });
  const logger = createLogger({ level: "warn", destination });
  const policies = [readPolicy(policy)];
  return startAnalysis({ log, clock, logger, policies, pollEveryMs: 60_000, ...more });
}

/** Appends a success of the series as the intake does: our clock says when it came. */
async function report(runId: string, startedAtHour: number) {
  const at = instantToJson(hour(startedAtHour));
  const data = { series: VISITOR_DB, runId, startedAt: at, finishedAt: at, sizeBytes: 1_000_000 };
  const type = "vigie.backup.succeeded.v1";
  const receivedtime = instantToJson(clock.nowMs());
  const envelope = {
    specversion: "1.0",
    id: runId,
    source: "/sql/x",
    type,
    time: at,
    receivedtime,
  };
  await log.append(TOPICS.events, [{ key: "k", value: JSON.stringify({ ...envelope, data }) }]);
}

async function published(): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const { value } of log.replay(TOPICS.findings))
    findings.push(findingSchema.parse(JSON.parse(value)));
  return findings;
}

async function states(): Promise<SeriesState[]> {
  const rows: SeriesState[] = [];
  for await (const { value } of log.replay(TOPICS.seriesStates))
    rows.push(seriesStateSchema.parse(JSON.parse(value)));
  return rows;
}

const told = (findings: readonly Finding[]) =>
  findings.map(({ kind, version, resolution }) => [kind, version, resolution]);

test("findings and states of what is in the log are written as the clock goes", async () => {
  const analysis = await start();
  await clock.advanceTo(hour(1.5));
  await report("n1", 1);
  await clock.advanceTo(hour(33));
  await report("n2", 32);
  await clock.advanceTo(hour(34));
  await analysis.stop();
  expect(told(await published())).toEqual([
    ["late", 1, null],
    ["late", 2, "became missing"],
    ["missing", 1, null],
    ["missing", 2, "filled 1 h late"],
  ]);
  expect((await states()).map(({ state }) => state)).toEqual([
    "filled",
    "waiting",
    "unknown",
    "late",
    "unknown",
    "missing",
    "filled",
  ]);
});

test("what its scratch file lost is read anew from the log, and told no second time", async () => {
  const scratchFile = join(directory, "analysis", "sleeping.bin");
  const analysis = await start({}, { scratchFile, awakeBytesMax: 0 });
  await clock.advanceTo(hour(1.5));
  await report("n1", 1);
  await clock.advanceTo(hour(33));
  const { size } = await stat(scratchFile);
  expect(size).toBeGreaterThan(0);
  await writeFile(scratchFile, Buffer.alloc(size));
  await report("n2", 32);
  await clock.advanceTo(hour(34));
  await analysis.stop();
  expect(logged.join("")).toContain("Cannot read back");
  expect(told(await published())).toEqual([
    ["late", 1, null],
    ["late", 2, "became missing"],
    ["missing", 1, null],
    ["missing", 2, "filled 1 h late"],
  ]);
  await expect(stat(scratchFile)).rejects.toThrow("ENOENT");
});

test("a restart writes nothing again, and goes on", async () => {
  const first = await start();
  await clock.advanceTo(hour(1.5));
  await report("n1", 1);
  await clock.advanceTo(hour(33));
  await first.stop();
  const before = await published();
  const second = await start();
  expect(await published()).toEqual(before);
  await report("n2", 32);
  await clock.advanceTo(hour(34));
  await second.stop();
  expect((await published()).at(-1)).toMatchObject({ kind: "missing", version: 2 });
});

test("what happened while analysis was down is found when it starts", async () => {
  const first = await start();
  await clock.advanceTo(hour(1.5));
  await report("n1", 1);
  await clock.advanceTo(hour(2));
  await first.stop();
  await clock.advanceTo(hour(40));
  const second = await start();
  await second.stop();
  expect(told(await published()).at(-1)).toEqual(["missing", 1, null]);
  expect((await states()).at(-1)?.state).toBe("missing");
});

test("what was told under another policy and is so no longer is set right", async () => {
  const copies = { copies: { required: ["primary"], within: "6h" } };
  const first = await start(copies);
  await clock.advanceTo(hour(1.5));
  await report("n1", 1);
  await clock.advanceTo(hour(24));
  await first.stop();
  const second = await start();
  await second.stop();
  expect((await published()).at(-1)).toMatchObject({
    kind: "copy-missing",
    version: 2,
    resolution: "not found again when the log was read anew",
  });
  const third = await start(copies);
  await third.stop();
  expect((await published()).at(-1)).toMatchObject({
    kind: "copy-missing",
    version: 3,
    resolvedAt: null,
  });
});

test("what others found is theirs to resolve", async () => {
  const failed = aFinding({ kind: "pager-failed", series: null, slot: null });
  await log.append(TOPICS.findings, [{ key: failed.id, value: JSON.stringify(failed) }]);
  const analysis = await start();
  await clock.advanceTo(hour(1));
  await analysis.stop();
  expect(await published()).toEqual([failed]);
});

test("another schedule makes nothing missing that was due before it", async () => {
  const nightly = { cron: "0 1 * * *", zone: "UTC" };
  const first = await start({ schedule: nightly });
  for (const night of [0, 1, 2, 3, 4]) {
    await clock.advanceTo(hour(24 * night + 1.5));
    await report(`n${night}`, 24 * night + 1);
  }
  await clock.advanceTo(hour(108));
  await first.stop();
  expect(await published()).toEqual([]);
  // From noon of the fifth day on it is due at 03:00: so it would have been missing on each day.
  const second = await start({ schedule: { ...nightly, cron: "0 3 * * *" } });
  await clock.advanceTo(hour(110));
  expect(await published()).toEqual([]);
  await clock.advanceTo(hour(120 + 10));
  await second.stop();
  expect(told(await published())).toEqual([
    ["late", 1, null],
    ["late", 2, "became missing"],
    ["missing", 1, null],
  ]);
});

test("what another policy finds is told where it is still so", async () => {
  const first = await start();
  await clock.advanceTo(hour(1.5));
  await report("n1", 1);
  await clock.advanceTo(hour(24));
  await first.stop();
  const second = await start({ copies: { required: ["primary"], within: "6h" } });
  await second.stop();
  expect(told(await published())).toEqual([["copy-missing", 1, null]]);
});

test("a record that cannot be read is skipped and counted, and the line goes on", async () => {
  const analysis = await start();
  await log.append(TOPICS.events, [
    { key: "k", value: "{" },
    { key: "k", value: '{"specversion":"1.0"}' },
  ]);
  await clock.advanceTo(hour(1.5));
  await report("n1", 1);
  await clock.advanceTo(hour(2));
  await analysis.stop();
  expect((await states()).at(-1)?.state).toBe("filled");
  expect(logged.join("")).toContain('"skipped":2');
});

async function decide(decision: Decision, atHour: number) {
  await clock.advanceTo(hour(atHour));
  const time = instantToJson(decision.time);
  const value = JSON.stringify(decision, (name, said) =>
    ["time", "from", "until"].includes(name) && typeof said === "number"
      ? instantToJson(said)
      : said,
  );
  expect(JSON.parse(value)).toMatchObject({ time });
  await log.append(TOPICS.decisions, [{ key: "k", value }]);
}

test("decisions are taken from the log, and read again give the same findings", async () => {
  const first = await start();
  await clock.advanceTo(hour(1.5));
  await report("n1", 1);
  const until = instantToJson(hour(60));
  const about = { series: VISITOR_DB };
  await decide(readDecision(20, { kind: "pause", about, until }), 20);
  await clock.advanceTo(hour(58));
  expect(await published()).toEqual([]);
  await clock.advanceTo(hour(80));
  await first.stop();
  const before = await published();
  expect(told(before)).toEqual([
    ["late", 1, null],
    ["late", 2, "became missing"],
    ["missing", 1, null],
  ]);
  const missing = before.at(-1);
  const finding = {
    id: missing?.id ?? "",
    kind: "missing",
    series: VISITOR_DB,
    runId: null,
  } as const;
  await decide(readDecision(81, { kind: "expected", finding }), 81);
  const second = await start();
  await clock.advanceTo(hour(82));
  await second.stop();
  expect(told(await published()).slice(3)).toEqual([
    ["missing", 2, "expected, says Ada: so it is"],
  ]);
  const third = await start();
  await third.stop();
  expect(await published()).toHaveLength(4);
});

test("what is no decision is skipped, and said", async () => {
  await log.append(TOPICS.decisions, [{ key: "k", value: '{"kind":"accept"}' }]);
  const analysis = await start();
  await clock.advanceTo(hour(1));
  await analysis.stop();
  expect(logged.join()).toContain('"skipped":1');
});
