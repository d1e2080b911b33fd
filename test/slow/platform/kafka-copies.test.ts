import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createSimulatedClock } from "../../../platform/clock/simulated-clock.ts";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { placeLogFile } from "../../../platform/log/copies/place-log-file.ts";
import type { Consumer, EventLog, LogRecord, Topic } from "../../../platform/log/event-log.ts";
import { beginKafkaCopy } from "../../../platform/log/kafka/copy-kafka-log.ts";
import { fillKafkaLog, refuseUsedKafka } from "../../../platform/log/kafka/fill-kafka-log.ts";
import { type KafkaLogOptions, openKafkaLog } from "../../../platform/log/kafka/open-kafka-log.ts";
import { openEmbeddedLog } from "../../../platform/log/open-embedded-log.ts";
import { missingKafka } from "../../services/kafka/missing-kafka.ts";
import { openBrokers, type TestBrokers } from "../../services/kafka/open-brokers.ts";
import { kafkaOptions, plainKafka, until } from "./kafka-world.ts";

const EVENTS = { name: "vigie.events", partitions: 3 };
const FINDINGS = { name: "vigie.findings", partitions: 3 };
const TOPICS = [FINDINGS, EVENTS];
const TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const HEARTBEAT = "heartbeat";
const KEYS = Array.from({ length: 20 }, (_, index) => `series-${index}`);
const ROUNDS = 6;
/** So many of the rounds a group has done. */
const DONE = 4;

const missing = missingKafka(process.env);
const clock = createSystemClock();
const isForAll = ({ key }: { readonly key: string }) => key === HEARTBEAT;

describe.skipIf(missing !== null)(`a log copied out of Kafka ${missing ?? ""}`, () => {
  let brokers: TestBrokers;
  let directory: string;
  let source: KafkaLogOptions;
  const logs: EventLog[] = [];
  const place = (name: string) => join(directory, name);

  beforeAll(async () => {
    brokers = await openBrokers(process.env);
  }, 240_000);
  afterAll(() => brokers?.close());
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "vigie-copied-log-"));
    source = kafka();
  });
  afterEach(async () => {
    for (const log of logs.splice(0)) await log.close();
    await rm(directory, { recursive: true, force: true });
  });

  function kafka(partitions = 3): KafkaLogOptions {
    return { ...kafkaOptions(brokers.brokers, clock), partitions };
  }

  async function open(options: KafkaLogOptions): Promise<EventLog> {
    const log = await openKafkaLog(options);
    logs.push(log);
    return log;
  }

  async function openFile(name: string): Promise<EventLog> {
    const log = await openEmbeddedLog({ directory: place(name), clock });
    logs.push(log);
    return log;
  }

  /** Rounds of one event for each key and a heartbeat behind them, an hour apart. */
  async function say(log: EventLog, topic: Topic, rounds: readonly [number, number]) {
    for (let round = rounds[0]; round < rounds[1]; round++)
      await log.append(topic, [
        ...KEYS.map((key) => ({ key, value: `${key} é ${round}`, traceparent: TRACEPARENT })),
        { key: HEARTBEAT, value: `round ${round}`, everyPartition: true },
      ]);
  }

  /** What a group polls until it has all that there is. */
  async function pollAll(consumer: Consumer): Promise<readonly LogRecord[]> {
    const polled: LogRecord[] = [];
    await until(async () => {
      polled.push(...(await consumer.poll(1_000)));
      return (await consumer.lag()).records <= polled.length;
    });
    return polled;
  }

  /** A log at six rounds, of which one group has done four and another none. */
  async function makeLog(options: KafkaLogOptions) {
    const at = Date.UTC(2026, 10, 20);
    for (let round = 0; round < ROUNDS; round++) {
      const log = await openKafkaLog({
        ...options,
        clock: createSimulatedClock(at + round * 3_600_000),
      });
      await say(log, EVENTS, [round, round + 1]);
      await log.append(FINDINGS, [{ key: "f", value: `finding ${round}` }]);
      if (round + 1 === DONE) {
        const consumer = await log.consume(EVENTS, "done");
        await pollAll(consumer);
        await consumer.commit();
        await consumer.close();
      }
      await log.close();
    }
    const log = await open(options);
    const late = await log.consume(EVENTS, "never");
    await late.close();
    return log;
  }

  async function copy(options: KafkaLogOptions, to: string) {
    const { writeTo } = await beginKafkaCopy({ ...options, topics: TOPICS });
    await writeTo(place(to));
  }

  const fill = (target: KafkaLogOptions, from: string, keepsPlaces = true, replaces = false) =>
    fillKafkaLog(
      { ...target, topics: TOPICS },
      { from: place(from), keepsPlaces, isForAll, replaces },
    );

  const readAll = (log: EventLog, topic: Topic) => Array.fromAsync(log.replay(topic));

  /** What a group is given next, without its places. */
  async function next(log: EventLog, topic: Topic, group: string) {
    const consumer = await log.consume(topic, group);
    const records = await pollAll(consumer);
    await consumer.close();
    return records.map(({ value }) => value).toSorted();
  }

  const eventsOf = (from: number, heartbeats: number) =>
    Array.from({ length: ROUNDS - from }, (_, index) => index + from)
      .flatMap((round) => [
        ...KEYS.map((key) => `${key} é ${round}`),
        ...Array.from({ length: heartbeats }, () => `round ${round}`),
      ])
      .toSorted();

  test("comes back in the same partitions, at the same instants, with its groups where they were", async () => {
    const before = await makeLog(source);
    await copy(source, "copied");
    const target = kafka();
    await fill(target, "copied");
    const after = await open(target);
    const records = await readAll(before, EVENTS);
    expect(records).toHaveLength(ROUNDS * (KEYS.length + 3));
    expect(new Set(records.map(({ partition }) => partition)).size).toBe(3);
    expect(await readAll(after, EVENTS)).toEqual(records);
    expect(await readAll(after, FINDINGS)).toEqual(await readAll(before, FINDINGS));
    expect(await next(after, EVENTS, "done")).toEqual(eventsOf(DONE, 3));
    expect(await next(after, EVENTS, "never")).toEqual(eventsOf(0, 3));
    await say(after, EVENTS, [ROUNDS, ROUNDS + 1]);
    expect(await readAll(after, EVENTS)).toHaveLength((ROUNDS + 1) * (KEYS.length + 3));
  });

  test("has what came after the groups' places were noted, delivered again", async () => {
    const log = await makeLog(source);
    const { writeTo } = await beginKafkaCopy({ ...source, topics: TOPICS });
    await say(log, EVENTS, [ROUNDS, ROUNDS + 1]);
    const consumer = await log.consume(EVENTS, "done");
    await pollAll(consumer);
    await consumer.commit();
    await consumer.close();
    await writeTo(place("copied"));
    const target = kafka();
    await fill(target, "copied");
    const redone = await next(await open(target), EVENTS, "done");
    expect(redone).toHaveLength((ROUNDS + 1 - DONE) * (KEYS.length + 3));
  });

  test.each([1, 4])(
    "comes back in %i partitions: keys together, heartbeats behind what they cover",
    async (partitions) => {
      await makeLog(source);
      await copy(source, "copied");
      const target = kafka(partitions);
      await fill(target, "copied");
      const log = await open(target);
      const records = await readAll(log, EVENTS);
      expectOrder(records, partitions);
      expect(await next(log, EVENTS, "done")).toEqual(eventsOf(DONE, partitions));
      // Keys lie where Kafka's own clients put them.
      await say(log, EVENTS, [ROUNDS, ROUNDS + 1]);
      expectOrder(await readAll(log, EVENTS), partitions);
    },
  );

  test("comes back as an embedded log, and from there to Kafka", async () => {
    await makeLog(source);
    await copy(source, "copied");
    const partitionsOf = (topic: string) => (topic === EVENTS.name ? 1 : 8);
    placeLogFile({
      from: place("copied"),
      to: join(place("embedded"), "log.sqlite"),
      partitionsOf,
      isForAll,
    });
    const embedded = await openFile("embedded");
    const [events, findings] = [
      { ...EVENTS, partitions: 1 },
      { ...FINDINGS, partitions: 8 },
    ];
    const records = await readAll(embedded, events);
    expectOrder(records, 1);
    expect(records[0]).toMatchObject({
      traceparent: TRACEPARENT,
      appendedAtMs: Date.UTC(2026, 10, 20),
    });
    expect(await next(embedded, events, "done")).toEqual(eventsOf(DONE, 1));
    await embedded.append(findings, [{ key: "f", value: "finding 6" }]);
    const found = await readAll(embedded, findings);
    expect(found.map(({ value }) => value)).toEqual(
      [0, 1, 2, 3, 4, 5, 6].map((n) => `finding ${n}`),
    );
    expect(new Set(found.map(({ partition }) => partition)).size).toBe(1);
    await embedded.close();

    const target = kafka();
    await fill(target, "embedded/log.sqlite", false);
    const log = await open(target);
    expectOrder(await readAll(log, EVENTS), 3);
    expect(await next(log, EVENTS, "done")).toEqual(eventsOf(DONE, 3));
  });

  test("is not brought into topics that have records, or of another number of partitions", async () => {
    await makeLog(source);
    await copy(source, "copied");
    await expect(fill(source, "copied")).rejects.toMatchObject({
      message: expect.stringContaining("has records"),
      hint: expect.stringContaining("log.prefix"),
    });
    const target = kafka();
    const reading = await (await open({ ...target, topics: [EVENTS] })).consume(EVENTS, "done");
    await expect(refuseUsedKafka({ ...target, topics: TOPICS })).rejects.toThrow(
      "a Vigie reads it",
    );
    await reading.close();
    await expect(fill({ ...target, partitions: 2 }, "copied")).rejects.toThrow(
      "with 2 partitions as the cluster has it with 3",
    );
    await fill(target, "copied");
    await expect(fill(target, "copied")).rejects.toThrow("has records");
    await fill(target, "copied", true, true);
    expect(await next(await open(target), EVENTS, "done")).toEqual(eventsOf(DONE, 3));
  });

  test("is not looked for where there are no topics, and none is made", async () => {
    await expect(beginKafkaCopy({ ...source, topics: TOPICS })).rejects.toThrow(
      "there are no topics",
    );
    const admin = plainKafka(brokers.brokers).admin();
    await admin.connect();
    const names = await admin.listTopics();
    await admin.disconnect();
    expect(names.filter((name) => name.startsWith(source.prefix))).toEqual([]);
  });

  function expectOrder(records: readonly LogRecord[], partitions: number) {
    const rounds = records.length / (KEYS.length + partitions);
    expect([ROUNDS, ROUNDS + 1]).toContain(rounds);
    for (const key of KEYS) {
      const ofKey = records.filter((record) => record.key === key);
      expect(new Set(ofKey.map(({ partition }) => partition)).size).toBe(1);
      expect(ofKey.map(({ value }) => Number(value.split(" ").at(-1)))).toEqual(
        Array.from({ length: rounds }, (_, round) => round),
      );
    }
    for (let partition = 0; partition < partitions; partition++) {
      const numbers = records
        .filter((record) => record.partition === partition)
        .map(({ value }) => Number(value.split(" ").at(-1)));
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
      const beats = records.filter((one) => one.partition === partition && one.key === HEARTBEAT);
      expect(beats).toHaveLength(rounds);
    }
  }
});
