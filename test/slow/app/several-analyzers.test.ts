import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startAnalysis } from "../../../analyzers/start-analysis.ts";
import { sendEvent } from "../../../app/demo/send-event.ts";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import type { EventLog, Topic } from "../../../platform/log/event-log.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import { type Finding, findingSchema } from "../../../schemas/finding.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import { TOPICS } from "../../../schemas/topics.ts";
import { readPolicy } from "../../analyzers/tell-story.ts";
import { missingKafka } from "../../services/kafka/missing-kafka.ts";
import { VISITOR_DB } from "../../visitor-db.ts";
import { sharesOf, until } from "../platform/kafka-world.ts";
import {
  type KafkaEstate,
  openKafkaEstate,
  PARTITIONS,
  SESSION_MS,
  TOKEN,
} from "./kafka-estate.ts";
import type { RunningVigie } from "./own-backup/run-vigie.ts";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const POLL = { timeout: 60_000, interval: 500 };
const ASSETS = Array.from({ length: 16 }, (_, index) => `db-${index}`);
/** The collector speaks of two nights, a quarter of an hour at a time. */
const ROUND_MS = 15 * MINUTE_MS;
const ROUNDS = 36;
const ROUNDS_BEFORE = 12;
/** The session, joining two groups, and reading the history of three topics. */
const TAKEOVER_MS_MAX = SESSION_MS + 30_000;

const missing = missingKafka(process.env);
const clock = createSystemClock();
/** Midnight of the first night, long past: watermarks are what the collector says. */
const firstMs = Math.floor(clock.nowMs() / (24 * HOUR_MS) - 2) * 24 * HOUR_MS;

const POLICY = {
  reportedBy: "jobs",
  schedule: { cron: "0 1 * * *", zone: "UTC", maxDuration: "3h" },
};

describe.skipIf(missing !== null)(`two analyzers on Kafka ${missing ?? ""}`, () => {
  let estate: KafkaEstate;
  let intake: RunningVigie;
  let analyzers: RunningVigie[];

  beforeAll(async () => {
    const policy = { name: "daily", match: { environment: "production" }, ...POLICY };
    estate = await openKafkaEstate(`policies: [${JSON.stringify(policy)}]`);
    intake = await estate.start("ingest");
    analyzers = [await estate.start("analyze"), await estate.start("analyze")];
  });
  afterAll(() => estate?.close());

  test("tell as one does alone, though the one at work is killed amid the events", async () => {
    expect(await shares()).toEqual([0, PARTITIONS]);
    await tell(0, [1, ROUNDS]);
    await until(async () => (await told(estate.log)).length > 0);
    await tell(1, [1, ROUNDS_BEFORE]);
    await analyzers[0]?.kill();
    const killedAtMs = clock.nowMs();
    await tell(1, [ROUNDS_BEFORE + 1, ROUNDS]);

    const alone = await tellAlone(estate.log);
    const kinds = new Set(alone.map(({ kind }) => kind));
    expect([...kinds].toSorted()).toEqual(["failed", "late", "missing"]);
    await expect.poll(() => told(estate.log), POLL).toEqual(alone);
    expect(clock.nowMs() - killedAtMs).toBeLessThan(TAKEOVER_MS_MAX);
    expect(await shares()).toEqual([PARTITIONS]);

    // The other was stopped, and goes on from its checkpoint.
    await analyzers[1]?.stop();
    analyzers.push(await estate.start("analyze"));
    const later = runOf("later", "failed", firstMs + 25 * HOUR_MS);
    await sendEvent(intake.url, TOKEN, later);
    const isLater = ({ series }: Finding) => series?.asset === "later";
    await expect.poll(async () => (await told(estate.log)).some(isLater), POLL).toBe(true);
    const all = await told(estate.log);
    expect(all).toEqual(expect.arrayContaining([...alone]));
    const versions = all.map(({ id, version }) => `${id} ${version}`);
    expect(versions).toHaveLength(new Set(versions).size);
  });

  function shares(): Promise<readonly number[]> {
    return sharesOf(estate.brokers, `${estate.prefix}vigie.events.analysis`);
  }

  /** What the collector says of a night, from one round to another. */
  async function tell(night: number, [first, last]: readonly [number, number]) {
    for (let round = first; round <= last; round++) {
      const atMs = firstMs + night * 24 * HOUR_MS + round * ROUND_MS;
      for (const [index, asset] of ASSETS.entries()) {
        const what = NIGHTS[(index + night) % NIGHTS.length]?.[round];
        if (what) await sendEvent(intake.url, TOKEN, runOf(asset, what, atMs));
      }
      await sendEvent(intake.url, TOKEN, heartbeat(atMs));
    }
  }
});

type Outcome = "succeeded" | "failed";

/** What a night's rounds bring: nothing is due before the fourth. */
const NIGHTS: readonly Readonly<Record<number, Outcome>>[] = [
  { 5: "succeeded" },
  {},
  { 20: "succeeded" },
  { 6: "failed", 10: "succeeded" },
  { 11: "failed" },
  { 12: "failed", 30: "succeeded" },
];

function runOf(asset: string, what: Outcome, atMs: number) {
  const at = instantToJson(atMs);
  const runId = `${asset}-${atMs}`;
  const run = { series: { ...VISITOR_DB, asset }, runId, startedAt: at, finishedAt: at };
  const more = what === "failed" ? { error: { message: "disk full" } } : { sizeBytes: 1_000_000 };
  return event(`backup.${what}`, runId, atMs, { ...run, ...more });
}

function heartbeat(atMs: number) {
  const covers = { sources: ["/jobs"], vaults: [] };
  const data = { collector: "jobs", watermark: instantToJson(atMs), covers };
  return event("collector.heartbeat", `beat-${atMs}`, atMs, data);
}

function event(name: string, id: string, atMs: number, data: object) {
  const type = `vigie.${name}.v1`;
  return { specversion: "1.0", id, source: "/jobs/acme", type, time: instantToJson(atMs), data };
}

/** Everything that was told, each version as often as it was. */
async function told(log: EventLog, topic: Topic = TOPICS.findings): Promise<readonly Finding[]> {
  const records = await Array.fromAsync(log.replay(topic));
  return records
    .map(({ value }) => findingSchema.parse(JSON.parse(value)))
    .toSorted((a, b) => (a.id === b.id ? a.version - b.version : a.id < b.id ? -1 : 1));
}

/** What one analyzer tells that reads the same events from their beginning, and tells it apart. */
async function tellAlone(log: EventLog): Promise<readonly Finding[]> {
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
    policies: [readPolicy(POLICY)],
    pollEveryMs: HOUR_MS,
  });
  await analysis.stop();
  return told(log, apart(TOPICS.findings));
}
