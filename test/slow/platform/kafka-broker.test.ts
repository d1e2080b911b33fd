import type { Kafka } from "kafkajs";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import type { EventLog } from "../../../platform/log/event-log.ts";
import { type KafkaLogOptions, openKafkaLog } from "../../../platform/log/kafka/open-kafka-log.ts";
import { SASL_USER } from "../../services/kafka/broker-properties.ts";
import { missingJava } from "../../services/kafka/missing-kafka.ts";
import { type KafkaCluster, startKafka } from "../../services/kafka/start-kafka.ts";
import { deliverAll } from "./deliver-all.ts";
import { kafkaOptions, plainKafka, sendPoison, until } from "./kafka-world.ts";

const TOPIC = { name: "odd", partitions: 1 };
/** Each with the class of its console producer. */
const VERSIONS = [
  ["4.1.1", "org.apache.kafka.tools.ConsoleProducer"],
  ["3.9.1", "kafka.tools.ConsoleProducer"],
] as const;
const missing = missingJava(process.env);
const clock = createSystemClock();

describe.skipIf(missing).each(VERSIONS)(
  `Kafka %s and what others put there${missing ? ` (skipped: ${missing})` : ""}`,
  (version, consoleProducer) => {
    let cluster: KafkaCluster;
    let beside: Kafka;
    let options: KafkaLogOptions;
    const logs: EventLog[] = [];

    beforeAll(async () => {
      cluster = await startKafka({ version, secure: true });
      beside = plainKafka(cluster.brokers);
    });
    afterEach(async () => {
      for (const log of logs.splice(0)) await log.close();
    });
    afterAll(() => cluster?.stop());

    async function open(changed: Partial<KafkaLogOptions> = {}): Promise<EventLog> {
      options = { ...kafkaOptions(cluster.brokers, clock), topics: [TOPIC], ...changed };
      const log = await openKafkaLog(options);
      logs.push(log);
      return log;
    }

    const nameOf = () => `${options.prefix}${TOPIC.name}`;
    const valuesIn = async (log: EventLog) =>
      (await Array.fromAsync(log.replay(TOPIC))).map(({ value }) => value);

    test.each([
      ["is compacted", { "cleanup.policy": "compact" }, 1],
      ["keeps records for 1000 ms", { "retention.ms": "1000" }, 1],
      ["keeps no more than 1000 bytes", { "retention.ms": "-1", "retention.bytes": "1000" }, 1],
      ["has it with 2", {}, 2],
      ["takes records of 1048588 bytes", { "retention.ms": "-1" }, 1],
    ] as const)("a topic that %s is refused", async (told, config, numPartitions) => {
      const admin = beside.admin();
      await admin.connect();
      const wanted = { ...kafkaOptions(cluster.brokers, clock), topics: [TOPIC] };
      const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
      const topic = `${wanted.prefix}${TOPIC.name}`;
      await admin.createTopics({ topics: [{ topic, numPartitions, configEntries }] });
      await admin.disconnect();
      await expect(openKafkaLog(wanted)).rejects.toMatchObject({
        name: "OperatingError",
        retryable: false,
        message: expect.stringContaining(told),
      });
    });

    test.each(["zstd", "gzip"] as const)(
      "events in %s are appended, read and committed",
      async (compression) => {
        const log = await open({ compression });
        const delivery = deliverAll(log, TOPIC);
        await delivery.append(0, 500);
        await delivery.readAll(500);
        expect(delivery.timesOf.size).toBe(500);
      },
    );

    test.each(["plain", "scram-sha-256", "scram-sha-512"] as const)(
      "SASL %s over TLS lets in who has the password alone",
      async (mechanism) => {
        const connection = {
          brokers: cluster.secure,
          clientId: "vigie-test",
          tls: { ca: cluster.ca },
          sasl: { mechanism, ...SASL_USER },
        };
        const log = await open({ connection });
        await log.append(TOPIC, [{ key: "k", value: mechanism }]);
        expect(await valuesIn(log)).toEqual([mechanism]);
        const wrong = open({
          connection: { ...connection, sasl: { mechanism, username: "vigie", password: "wrong" } },
        });
        await expect(wrong).rejects.toMatchObject({
          name: "OperatingError",
          retryable: false,
          message: expect.stringContaining("refuses the credentials"),
        });
      },
    );

    test("a certificate that nobody vouches for is refused", async () => {
      const connection = { brokers: cluster.secure, clientId: "vigie-test", tls: true } as const;
      await expect(open({ connection })).rejects.toMatchObject({
        name: "OperatingError",
        retryable: false,
        message: expect.stringContaining("certificate is not trusted"),
      });
    });

    test("a batch that the broker finds too large is a refusal that says so", async () => {
      const log = await open();
      const admin = beside.admin();
      await admin.connect();
      const configEntries = [{ name: "max.message.bytes", value: "1000" }];
      await admin.alterConfigs({
        validateOnly: false,
        resources: [{ type: 2, name: nameOf(), configEntries }],
      });
      await admin.disconnect();
      const random = Array.from({ length: 200 }, (_, index) => Math.sin(index)).join("");
      await expect(log.append(TOPIC, [{ key: "k", value: random }])).rejects.toMatchObject({
        name: "OperatingError",
        retryable: false,
        message: expect.stringContaining("larger than the topic takes"),
      });
      await log.append(TOPIC, [{ key: "k", value: "small" }]);
      expect(await valuesIn(log)).toEqual(["small"]);
    });

    test("what has no key, no value or no text comes as what it is, and the rest too", async () => {
      const log = await open();
      const producer = beside.producer();
      await producer.connect();
      await producer.send({
        topic: nameOf(),
        messages: [
          { key: null, value: "no key" },
          { key: "k", value: null },
          { key: "k", value: Buffer.from([0xff, 0xfe, 0x00]) },
          { key: "k", value: "good" },
        ],
      });
      await producer.disconnect();
      expect(await valuesIn(log)).toEqual(["no key", "", "\ufffd\ufffd\u0000", "good"]);
    });

    test("a trace is a header that others can set and read, and no other header is taken", async () => {
      const traceparent = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;
      const log = await open();
      const producer = beside.producer();
      await producer.connect();
      const sent = [traceparent, "x".repeat(10_000), [traceparent, traceparent], Buffer.alloc(3)];
      const messages = sent.map((header) => ({ value: "v", headers: { traceparent: header } }));
      await producer.send({ topic: nameOf(), messages });
      await producer.disconnect();
      await log.append(TOPIC, [{ key: "k", value: "v", traceparent }]);
      const records = await Array.fromAsync(log.replay(TOPIC));
      const none = [undefined, undefined, undefined];
      expect(records.map((record) => record.traceparent)).toEqual([
        traceparent,
        ...none,
        traceparent,
      ]);
      const consumer = beside.consumer({ groupId: nameOf() });
      await consumer.subscribe({ topic: nameOf(), fromBeginning: true });
      const headers: (string | undefined)[] = [];
      await consumer.run({
        eachMessage: async ({ message }) => {
          headers.push(message.headers?.["traceparent"]?.toString());
        },
      });
      await until(async () => headers.length === 5);
      await consumer.disconnect();
      expect(headers.at(-1)).toBe(traceparent);
    });

    test("Kafka's own clients read what Vigie packs, and Vigie what they pack in LZ4 and Snappy", async () => {
      const log = await open();
      await log.append(TOPIC, [{ key: "k", value: "packed by Node" }]);
      const server = ["--bootstrap-server", cluster.brokers[0] ?? "", "--topic", nameOf()];
      const read = await cluster.java("org.apache.kafka.tools.consumer.ConsoleConsumer", [
        ...server,
        "--from-beginning",
        "--max-messages",
        "1",
      ]);
      expect(read.trim()).toBe("packed by Node");
      for (const codec of ["lz4", "snappy"])
        await cluster.java(
          consoleProducer,
          [...server, "--compression-codec", codec],
          `${codec} by Java\n`,
        );
      expect(await valuesIn(log)).toEqual(["packed by Node", "lz4 by Java", "snappy by Java"]);
    });

    test("a batch that kafkajs cannot unpack stops its topic alone, and says what to do", async () => {
      const log = await open();
      await sendPoison(beside, nameOf());
      const other = { name: "other", partitions: 1 };
      await log.append(other, [{ key: "k", value: "untouched" }]);
      await expect(valuesIn(log)).rejects.toMatchObject({
        name: "OperatingError",
        retryable: false,
        hint: expect.stringContaining("compression.type"),
      });
      const beyond = await Array.fromAsync(log.replay(other));
      expect(beyond.map(({ value }) => value)).toEqual(["untouched"]);
    });

    test("the markers of others' transactions hide nothing and hold nothing up", async () => {
      const log = await open();
      const producer = beside.producer({ transactionalId: nameOf(), maxInFlightRequests: 1 });
      await producer.connect();
      for (const [value, end] of [
        ["one", "commit"],
        ["aborted", "abort"],
        ["two", "commit"],
      ] as const) {
        const transaction = await producer.transaction();
        await transaction.send({ topic: nameOf(), messages: [{ key: "k", value }] });
        await transaction[end]();
      }
      await producer.disconnect();
      // A producer's commit is answered before its marker lies in the topic.
      await until(async () => (await valuesIn(log)).length > 1);
      expect(await valuesIn(log)).toEqual(["one", "two"]);
    });
  },
);
