import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { pino } from "pino";
import { expect, test } from "vitest";
import { startAnalysis } from "../../analyzers/start-analysis.ts";
import { createSimulatedClock } from "../../platform/clock/simulated-clock.ts";
import type { Entry, EventLog } from "../../platform/log/event-log.ts";
import { openEmbeddedLog } from "../../platform/log/open-embedded-log.ts";
import { findingSchema } from "../../schemas/finding.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { seriesKey } from "../../schemas/series.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { type Draw, spreadAdversely } from "./spread-adversely.ts";
import { hour, readPolicy } from "./tell-story.ts";

const ASSETS = ["a", "b", "c", "d", "e", "f", "g", "h"];
const HOUR_MS = 3_600_000;
const END_MS = hour(10);
const ROUND_MS = HOUR_MS / 6;
const TURN_MS = HOUR_MS / 2;
const STEP_MS = 300;
const RUNS = 10;

/** When the backup of an asset ends, in rounds after 01:00, and whether the collector is first. */
type Backup = { readonly round: number; readonly isAfterBeat: boolean };
/** Of each asset; null: there is none. */
type Night = readonly (Backup | null)[];

const backup = fc.record({ round: fc.constantFrom(5, 6, 7, 36, 37), isAfterBeat: fc.boolean() });
const night = fc.array(fc.option(backup, { freq: 4 }), {
  minLength: ASSETS.length,
  maxLength: ASSETS.length,
});

function success(asset: string, atMs: number): Entry {
  const at = instantToJson(atMs);
  const series = { ...VISITOR_DB, asset };
  const id = `${asset}-${atMs}`;
  const data = { series, runId: id, startedAt: at, finishedAt: at, sizeBytes: 1_000_000 };
  return { key: seriesKey(series), value: envelope("backup.succeeded", id, atMs, data) };
}

function expectation(asset: string): Entry {
  const data = { series: { ...VISITOR_DB, asset }, since: instantToJson(hour(0)) };
  return {
    key: seriesKey(data.series),
    value: envelope("asset.expected", `expect-${asset}`, hour(0), data),
  };
}

function heartbeat(atMs: number): Entry {
  const watermark = instantToJson(atMs);
  const data = { collector: "sql", watermark, covers: { sources: ["/sql"], vaults: [] } };
  const value = envelope("collector.heartbeat", `beat-${atMs}`, atMs, data);
  return { key: "/sql", value, everyPartition: true };
}

function envelope(name: string, id: string, atMs: number, data: object): string {
  const time = instantToJson(atMs);
  const type = `vigie.${name}.v1`;
  return JSON.stringify({
    ...{ specversion: "1.0", source: "/sql/x", id, type, time, receivedtime: time },
    data,
  });
}

/** What is said in a round that begins at an instant: backups, a heartbeat, others, a heartbeat. */
function tellRound(backups: Night, roundMs: number): readonly ((atMs: number) => Entry)[] {
  const here = backups.flatMap((one, asset) => {
    const isHere = one && hour(1) + one.round * ROUND_MS === roundMs;
    return isHere ? [{ ...one, asset: ASSETS[asset] ?? "" }] : [];
  });
  const tell = (isAfterBeat: boolean) =>
    here
      .filter((one) => one.isAfterBeat === isAfterBeat)
      .map(
        ({ asset }) =>
          (atMs: number) =>
            success(asset, atMs),
      );
  return [...tell(false), heartbeat, ...tell(true), heartbeat];
}

type Run = {
  readonly wrap: (log: EventLog) => EventLog;
  /** After this round another process takes over. */
  readonly takeoverMs: number | null;
};

/** The findings of a night, as they were told, each version once. */
async function analyse(backups: Night, { wrap, takeoverMs }: Run): Promise<readonly string[]> {
  await using undo = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), "vigie-partitions-"));
  undo.defer(() => rm(directory, { recursive: true }));
  const clock = createSimulatedClock(hour(0));
  const log = wrap(await openEmbeddedLog({ directory, clock }));
  undo.defer(() => log.close());
  const logger = pino({ level: "silent" });
  const start = () =>
    startAnalysis({
      log,
      clock,
      logger,
      policies: [readPolicy({ reportedBy: "sql" })],
      pollEveryMs: TURN_MS,
    });
  let analysis = await start();
  await log.append(TOPICS.events, ASSETS.map(expectation));
  for (let roundMs = hour(0) + ROUND_MS; roundMs < END_MS; roundMs += ROUND_MS) {
    await clock.advanceTo(roundMs);
    for (const say of tellRound(backups, roundMs)) {
      await log.append(TOPICS.events, [say(clock.nowMs())]);
      await clock.advanceTo(clock.nowMs() + STEP_MS);
    }
    if (roundMs !== takeoverMs) continue;
    await analysis.stop();
    analysis = await start();
  }
  await clock.advanceTo(END_MS);
  await analysis.stop();
  const records = await Array.fromAsync(log.replay(TOPICS.findings));
  return records
    .map(({ value }) => findingSchema.parse(JSON.parse(value)))
    .map(({ id, version, kind, resolution }) => `${kind} ${id} ${version} ${resolution}`)
    .toSorted();
}

function createDraw(numbers: Iterator<number>): Draw {
  return (below) => Math.floor((numbers.next().value ?? 0) * below);
}

test("several partitions, read in any order and taken over at any time, give what one gives", async () => {
  const numbers = fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }));
  const rounds = fc.integer({ min: 1, max: (END_MS - hour(0)) / ROUND_MS - 1 });
  await fc.assert(
    fc.asyncProperty(night, numbers, rounds, async (backups, stream, round) => {
      const draw = createDraw(stream[Symbol.iterator]());
      const wrap = (log: EventLog) => spreadAdversely(log, 3, draw);
      const wanted = await analyse(backups, { wrap: (log) => log, takeoverMs: null });
      const takeoverMs = hour(0) + round * ROUND_MS;
      expect(await analyse(backups, { wrap, takeoverMs })).toEqual(wanted);
    }),
    { numRuns: RUNS, seed: 20_261_120 },
  );
}, 120_000);
