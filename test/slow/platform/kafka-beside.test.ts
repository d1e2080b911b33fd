import { describe, expect, test } from "vitest";
import { createAcceptor } from "../../../ingest/accept/create-acceptor.ts";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import {
  type Consumer,
  type EventLog,
  POLLED_CHARACTERS_MAX,
} from "../../../platform/log/event-log.ts";
import type { KafkaLogOptions } from "../../../platform/log/kafka/open-kafka-log.ts";
import { TOPICS } from "../../../schemas/topics.ts";
import { makeEvent } from "../../ingest/make-event.ts";
import { AHEAD_MAX_MS, IDENTITIES_KEPT_MS, openGround } from "../../ingest/open-ground.ts";
import { missingJava } from "../../services/kafka/missing-kafka.ts";
import { kafkaOptions, plainKafka, until, useKafka } from "./kafka-world.ts";

const MIB = 2 ** 20;
const ONE = { name: "beside", partitions: 1 };
const TWO = { name: "beside-two", partitions: 2 };
const POLLED_MAX = 1_000;
const missing = missingJava(process.env);
const clock = createSystemClock();

describe.skipIf(missing)(
  `Kafka and what others do beside Vigie${missing ? ` (skipped: ${missing})` : ""}`,
  () => {
    const kafka = useKafka();
    const beside = () => plainKafka(kafka.cluster.brokers);
    let options: KafkaLogOptions;

    async function open(changed: Partial<KafkaLogOptions> = {}): Promise<EventLog> {
      options = { ...kafkaOptions(kafka.cluster.brokers, clock), topics: [ONE, TWO], ...changed };
      return kafka.open(options);
    }

    async function pollUntil(consumer: Consumer, count: number): Promise<readonly string[]> {
      const values: string[] = [];
      await until(async () => {
        values.push(...(await consumer.poll(POLLED_MAX)).map(({ value }) => value));
        return values.length >= count;
      });
      return values;
    }

    /** Ends a transaction, of which the broker writes a marker that is not packed. */
    async function openMarking() {
      const producer = beside().producer({
        transactionalId: "t",
        maxInFlightRequests: 1,
      });
      await producer.connect();
      const mark = async () => {
        const transaction = await producer.transaction();
        const topic = `${options.prefix}${ONE.name}`;
        await transaction.send({ topic, messages: [{ key: "k", value: "beside" }] });
        await transaction.commit();
      };
      return { mark, disconnect: () => producer.disconnect() };
    }

    test.each([
      ["zstd", 20, false],
      ["gzip", 20, false],
      ["zstd", 2, true],
    ] as const)(
      "events that pack to nearly nothing in %s are fetched some at a time, %i written together, marked: %s",
      async (compression, together, isMarked) => {
        const EVENTS = 200;
        const log = await open({ compression });
        const entry = { key: "k", value: "x".repeat(MIB - 1_000) };
        const marking = await openMarking();
        for (let at = 0; at < EVENTS; at += together) {
          await log.append(ONE, Array(together).fill(entry));
          if (isMarked) await marking.mark();
        }
        await marking.disconnect();
        const before = process.memoryUsage().arrayBuffers;
        const consumer = await log.consume(ONE, "g");
        let [read, most, longest] = [0, 0, 0];
        await until(async () => {
          for (;;) {
            most = Math.max(most, process.memoryUsage().arrayBuffers - before);
            const records = await consumer.poll(POLLED_MAX);
            const long = records.filter(({ value }) => value.length === entry.value.length);
            longest = Math.max(longest, long.length);
            read += long.length;
            if (records.length === 0 || read === EVENTS) return read === EVENTS;
          }
        });
        expect(longest).toBeLessThanOrEqual(POLLED_CHARACTERS_MAX / MIB + 1);
        // What is held is 16 MiB and a fetch; the others are not collected yet.
        expect(most / MIB).toBeLessThan(EVENTS / 2);
      },
    );

    test("a stamp that is no instant is none, and what lies behind it is read", async () => {
      const log = await open();
      const producer = beside().producer();
      await producer.connect();
      const stamps = [8.7e15, clock.nowMs() * 1_000, 1_790_000_000_000];
      await producer.send({
        topic: `${options.prefix}${ONE.name}`,
        messages: stamps.map((stamp) => ({ key: "k", value: "v", timestamp: String(stamp) })),
      });
      await producer.disconnect();
      const records = await Array.fromAsync(log.replay(ONE));
      expect(records.map(({ appendedAtMs }) => appendedAtMs)).toEqual([0, 0, 1_790_000_000_000]);
    });

    test("a partition that was lost and comes back further behind is not committed by an older mark", async () => {
      const log = await open();
      const topic = `${options.prefix}${TWO.name}`;
      const groupId = `${topic}.g`;
      const consumer = await log.consume(TWO, "g");
      const values = ["a", "b", "c", "d", "e", "f", "g", "h"];
      await log.append(
        TWO,
        values.map((value) => ({ key: value, value })),
      );
      await pollUntil(consumer, values.length);
      await consumer.commit();
      const before = await committed(groupId, topic);
      const trial = await joinBefore(groupId, topic);
      await trial.member.disconnect();
      await until(async () => consumer.held().length === 2);

      const [lost, kept] = [trial.partition, 1 - trial.partition];
      const count = before[lost] ?? 0;
      expect(count).toBeGreaterThan(0);
      await log.append(TWO, [{ key: await keyOf(log, kept), value: "after" }]);
      await pollUntil(consumer, 1);
      const mark = consumer.mark();
      const other = await joinBefore(groupId, topic);
      await other.member.commitOffsets([{ topic, partition: lost, offset: "0" }]);
      await until(async () => consumer.held().join() === `${kept}`);
      await other.member.disconnect();
      await until(async () => consumer.held().length === 2);
      expect(await pollUntil(consumer, count)).toHaveLength(count);

      await consumer.commit(mark);
      const done = before.map((offset, partition) => (partition === kept ? offset + 1 : 0));
      expect(await committed(groupId, topic)).toEqual(done);
      await consumer.commit();
      expect(await committed(groupId, topic)).toEqual(done.with(lost, count));
    });

    async function committed(groupId: string, topic: string): Promise<readonly number[]> {
      const [found] = await kafka.admin.fetchOffsets({ groupId, topics: [topic] });
      const partitions = found?.partitions.toSorted((a, b) => a.partition - b.partition) ?? [];
      return partitions.map(({ offset }) => Number(offset));
    }

    /** A key of what lies in a partition. */
    async function keyOf(log: EventLog, partition: number): Promise<string> {
      const records = await Array.fromAsync(log.replay(TWO));
      return records.find((record) => record.partition === partition)?.key ?? "";
    }

    /** Another member, which comes first among them, and so is given what comes first. */
    async function joinBefore(groupId: string, topic: string) {
      const member = plainKafka(kafka.cluster.brokers, "a-first").consumer({
        groupId,
        sessionTimeout: 6_000,
        heartbeatInterval: 200,
      });
      const joined = Promise.withResolvers<number>();
      member.on(member.events.GROUP_JOIN, ({ payload }) => {
        const assigned = payload.memberAssignment[topic] ?? [];
        if (assigned.length === 1) joined.resolve(assigned[0] ?? 0);
      });
      await member.connect();
      await member.subscribe({ topic });
      await member.run({ autoCommit: false, eachBatch: async () => {} });
      return { member, partition: await joined.promise };
    }

    test("a topic that takes no large events any longer refuses theirs to their senders alone", async () => {
      const log = await open({ topics: [TOPICS.events, TOPICS.rejects] });
      const topic = `${options.prefix}${TOPICS.events.name}`;
      const ground = await openGround();
      try {
        const configEntries = [{ name: "max.message.bytes", value: "10000" }];
        const resources = [{ type: 2, name: topic, configEntries }];
        await kafka.admin.alterConfigs({ validateOnly: false, resources });
        const acceptor = await createAcceptor({
          ...{ log, state: ground.state, clock: ground.clock },
          ...{ aheadMaxMs: AHEAD_MAX_MS, identitiesKeptMs: IDENTITIES_KEPT_MS },
        });
        const noise = Array.from({ length: 2_000 }, (_, index) => Math.sin(index)).join("");
        const calls = [{}, {}, { noise }, {}, {}].map((more, index) =>
          acceptor.accept(
            [makeEvent({ id: `${index}`, ...more }), "no event"].map((event, position) => ({
              bytes: Buffer.from(JSON.stringify(event)),
              ...{ origin: `sender-${index}`, position: `${position}` },
            })),
            "local",
          ),
        );
        const outcomes = await Promise.allSettled(calls);
        expect(outcomes.map(({ status }) => status)).toEqual([
          ...["fulfilled", "fulfilled", "rejected", "fulfilled", "fulfilled"],
        ]);
        expect(outcomes[2]).toMatchObject({ reason: { name: "OperatingError", retryable: false } });
        const events = await Array.fromAsync(log.replay(TOPICS.events));
        const ids = events.map(({ value }) => JSON.parse(value).id);
        expect(ids).toEqual(["0", "1", "3", "4"]);
        const rejects = await Array.fromAsync(log.replay(TOPICS.rejects));
        const origins = rejects.map(({ value }) => JSON.parse(value).origin);
        expect(origins).toEqual(["sender-0", "sender-1", "sender-3", "sender-4"]);
      } finally {
        await ground.close();
      }
    });
  },
);
