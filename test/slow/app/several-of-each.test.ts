import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { startAnalysis } from "../../../analyzers/start-analysis.ts";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import type { EventLog, Topic } from "../../../platform/log/event-log.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import { type Finding, findingSchema } from "../../../schemas/finding.ts";
import { TOPICS } from "../../../schemas/topics.ts";
import { readPolicy } from "../../analyzers/tell-story.ts";
import { sharesOf } from "../platform/kafka-world.ts";
import { type KafkaEstate, missingEstate, openKafkaEstate, PARTITIONS } from "./kafka-estate.ts";
import type { RunningVigie } from "./own-backup/run-vigie.ts";
import {
  COLLECTORS,
  countEvents,
  HOURS,
  POLICIES,
  slotName,
  slotsOf,
  speak,
} from "./speaking-collectors.ts";

const DAY_MS = 24 * 3_600_000;
const POLL = { timeout: 120_000, interval: 500 };
const AMID = { timeout: 120_000, interval: 20 };
/** Each collector has said so much before anything is killed. */
const HOURS_BEFORE = 8;
/** So many hours more, of all collectors, before a writer is killed, and then the analyzer. */
const [HOURS_TO_WRITER, HOURS_TO_ANALYZER] = [15, 50];
/** Unseen between machines: by the stamps of the log heartbeats lie before what they cover. */
const AHEAD_MS = 20_000;

const missing = missingEstate(process.env);
const clock = createSystemClock();
/** Midnight of the first day, long past: watermarks are what the collectors say. */
const firstMs = Math.floor(clock.nowMs() / DAY_MS - 2) * DAY_MS;

describe.skipIf(missing !== null)(`three writers and two analyzers ${missing ?? ""}`, () => {
  let estate: KafkaEstate;
  let writers: readonly RunningVigie[];
  let analyzers: RunningVigie[];

  beforeAll(async () => {
    estate = await openKafkaEstate(`policies: ${JSON.stringify(POLICIES)}`);
    const [first, ...others] = await Promise.all([
      estate.start("analyze", "analyzer-1"),
      estate.start("ingest", "writer-1"),
      estate.start("ingest", "writer-2", AHEAD_MS),
      estate.start("ingest", "writer-3"),
    ]);
    writers = others;
    await vi.waitUntil(async () => (await shares("analysis"))[0] === PARTITIONS, POLL);
    analyzers = [first, await estate.start("analyze", "analyzer-2")];
  }, 240_000);
  afterAll(() => estate?.close());

  test("have each event as one row, and tell what lacks alone, though one of each is killed", {
    timeout: 600_000,
  }, async () => {
    await expect.poll(() => shares("store-writer"), POLL).toEqual([2, 2, 2]);
    await expect.poll(() => shares("analysis"), POLL).toEqual([0, PARTITIONS]);
    let intakes = writers.map(({ url }) => url);
    let hoursSaid = 0;
    const speech = { firstMs, urls: () => intakes, said: () => void hoursSaid++ };
    const speakAll = (from: number, to: number) =>
      Promise.all(COLLECTORS.map((collector) => speak(collector, [from, to], speech)));

    await speakAll(0, HOURS_BEFORE);
    await vi.waitUntil(async () => (await countRows()).rows > 0, POLL);
    await vi.waitUntil(async () => (await told(estate.log)).length > 0, POLL);
    hoursSaid = 0;
    const rest = speakAll(HOURS_BEFORE, HOURS - 1);
    await vi.waitUntil(() => hoursSaid >= HOURS_TO_WRITER, AMID);
    await writers[0]?.kill();
    intakes = intakes.slice(1);
    await vi.waitUntil(() => hoursSaid >= HOURS_TO_ANALYZER, AMID);
    await analyzers[0]?.kill();
    expect(hoursSaid, "killed amid it").toBeLessThan(3 * (HOURS - HOURS_BEFORE - 1));
    await rest;
    const missed = async () => slotsTold(await told(estate.log), "missing");
    await expect.poll(missed, POLL).toEqual(slotsOf(["missing"], { firstMs, hours: HOURS - 1 }));
    expect(await shares("analysis")).toEqual([PARTITIONS]);
    expect(await shares("store-writer")).toEqual([3, 3]);

    // The other was stopped, and goes on from its checkpoint.
    await analyzers[1]?.stop();
    await estate.start("analyze", "analyzer-2");
    await speakAll(HOURS - 1, HOURS);
    const events = countEvents();
    await expect.poll(countRows, POLL).toEqual({ rows: events, ids: events });
    expect(await estate.store.store.verdicts.query(REJECTS, {}, rejects)).toEqual([{ rows: 0 }]);
    const alone = await tellAlone(estate.log);
    await expect.poll(() => told(estate.log), POLL).toEqual(alone);
    const all = { firstMs, hours: HOURS };
    expect(slotsTold(alone, "missing")).toEqual(slotsOf(["missing"], all));
    expect(slotsTold(alone, "late")).toEqual(slotsOf(["missing", "late"], all));
    expect(slotsTold(alone, "failed")).toEqual(slotsOf(["failed"], all));
  });

  function shares(group: string): Promise<readonly number[]> {
    return sharesOf(estate.brokers, `${estate.prefix}vigie.events.${group}`);
  }

  async function countRows() {
    const sql = "SELECT count() AS rows, uniqExact(source, id) AS ids FROM events";
    const [row] = await estate.store.store.verdicts.query(sql, {}, count);
    return row ?? { rows: 0, ids: 0 };
  }
});

const REJECTS = "SELECT count() AS rows FROM rejects";
const rejects = z.object({ rows: z.coerce.number() });
const count = z.object({ rows: z.coerce.number(), ids: z.coerce.number() });

/** The slots of which a finding of this kind was told, each as often as one was opened. */
function slotsTold(
  findings: Awaited<ReturnType<typeof told>>,
  wanted: Finding["kind"],
): readonly string[] {
  return findings
    .filter(({ kind, version }) => kind === wanted && version === 1)
    .map(({ series, slot }) => slotName(series?.instance ?? "", series?.asset ?? "", slot ?? ""))
    .toSorted();
}

/**
 * Everything that was told, each version as often as it was. When it was decided is left out: what
 * several intakes received at once is read in another order as history, by some milliseconds.
 */
async function told(log: EventLog, topic: Topic = TOPICS.findings) {
  const records = await Array.fromAsync(log.replay(topic));
  return records
    .map(({ value }) => {
      const { openedAt: _, resolvedAt: __, ...finding } = findingSchema.parse(JSON.parse(value));
      return finding;
    })
    .toSorted((a, b) => (a.id === b.id ? a.version - b.version : a.id < b.id ? -1 : 1));
}

/** What one analyzer tells that reads the same events from their beginning, and tells it apart. */
async function tellAlone(log: EventLog) {
  const apart = (topic: Topic) => ({ ...topic, name: `alone.${topic.name}` });
  const isRead = ({ name }: Topic) => name === TOPICS.events.name || name === TOPICS.proofs.name;
  const analysis = await startAnalysis({
    log: {
      append: (topic, entries) => log.append(apart(topic), entries),
      consume: (topic, group, options) => log.consume(topic, `alone-${group}`, options),
      replay: (topic, from) => log.replay(isRead(topic) ? topic : apart(topic), from),
      trim: (topic, beforeMs) => log.trim(topic, beforeMs),
      close: () => log.close(),
    },
    clock,
    logger: createLogger({ level: "warn", destination: process.stderr }),
    policies: POLICIES.map(readPolicy),
    pollEveryMs: DAY_MS,
  });
  await analysis.stop();
  return told(log, apart(TOPICS.findings));
}
