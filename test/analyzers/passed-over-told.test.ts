import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import { runBacktest } from "../../analyzers/backtest/run-backtest.ts";
import type { PassedOver } from "../../analyzers/passed-over/passed-over.ts";
import { startAnalysis } from "../../analyzers/start-analysis.ts";
import { createSimulatedClock } from "../../platform/clock/simulated-clock.ts";
import { openEmbeddedLog } from "../../platform/log/open-embedded-log.ts";
import { createLogger } from "../../platform/logger/create-logger.ts";
import { startTelemetry } from "../../platform/telemetry/start-telemetry.ts";
import { eventSchema } from "../../schemas/events.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { readMetrics } from "../services/read-metrics.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { hour, instant, readPolicy } from "./tell-story.ts";

const SAID = "analysis passed over what is too much";
const METRIC = 'vigie_analysis_passed_over_total{bound="runs-ahead"}';

/** A start that our clock says lies three days ahead. */
function ahead(runId: string, at: number) {
  const data = { series: VISITOR_DB, runId, startedAt: instant(at + 72) };
  const envelope = { specversion: "1.0", id: runId, source: "/sql/x", time: instant(at) };
  return {
    ...{ ...envelope, type: "vigie.backup.started.v1", data },
    receivedtime: instantToJson(hour(at)),
  };
}

async function openWorld() {
  const directory = await mkdtemp(join(tmpdir(), "vigie-passed-over-"));
  const clock = createSimulatedClock(hour(0));
  const log = await openEmbeddedLog({ directory, clock });
  onTestFinished(async () => {
    await log.close();
    await rm(directory, { recursive: true });
  });
  const lines: string[] = [];
  const destination = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  const logger = createLogger({ level: "warn", destination });
  const telemetry = startTelemetry({ version: "1", logger });
  onTestFinished(telemetry.stop);
  const start = (fromLog = false) =>
    startAnalysis({
      ...{ log, clock, logger, telemetry, policies: [readPolicy({})], pollEveryMs: 60_000 },
      checkpoints: { directory: join(directory, "analysis"), fromLog },
    });
  return {
    start,
    hear: async (event: object, at: number) => {
      await clock.advanceTo(hour(at));
      await log.append(TOPICS.events, [{ key: "k", value: JSON.stringify(event) }]);
      await clock.advanceTo(hour(at + 0.1));
    },
    wait: (at: number) => clock.advanceTo(hour(at)),
    counted: async () => readMetrics(await telemetry.scrape()).get(METRIC),
    said: () =>
      lines
        .map((line) => JSON.parse(line))
        .filter(({ msg }) => msg === SAID)
        .map(({ bound, times, last }) => [bound, times, last.includes("VisitorDb")]),
  };
}

test("what is passed over is counted, said once an hour, and no second time at a start", async () => {
  const { start, hear, wait, counted, said } = await openWorld();
  const analysis = await start();
  expect(await counted()).toBe(0);
  await hear(ahead("one", 1), 1);
  await hear(ahead("two", 1.5), 1.5);
  expect(await counted()).toBe(2);
  expect(said()).toEqual([["runs-ahead", 1, true]]);
  await wait(2.5);
  expect(said().slice(1)).toEqual([["runs-ahead", 1, true]]);
  await wait(5);
  expect(said()).toHaveLength(2);
  await analysis.stop();
  for (const fromLog of [false, true]) {
    const again = await start(fromLog);
    expect(await counted()).toBe(2);
    expect(said().at(-1)).toEqual(["runs-ahead", 2, true]);
    await again.stop();
  }
});

test("a backtest counts what the analysis did", async () => {
  const events = [ahead("one", 1), ahead("two", 1.5)].map((event) => eventSchema.parse(event));
  const told: PassedOver[] = [];
  const tellPassedOver = (all: readonly PassedOver[]) => void told.push(...all);
  await runBacktest({ events, policies: [readPolicy({})], tellPassedOver });
  expect(told).toMatchObject([{ bound: "runs-ahead", times: 2 }]);
});
