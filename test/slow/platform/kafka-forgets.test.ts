import { pino } from "pino";
import { describe, expect, test } from "vitest";
import type { Clock } from "../../../platform/clock/clock.ts";
import { createSimulatedClock } from "../../../platform/clock/simulated-clock.ts";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import type { Consumer, EventLog, LogRecord } from "../../../platform/log/event-log.ts";
import type { KafkaLogOptions } from "../../../platform/log/kafka/open-kafka-log.ts";
import { missingJava } from "../../services/kafka/missing-kafka.ts";
import { forgetEarly, kafkaOptions, until, useKafka } from "./kafka-world.ts";

const TOPIC = { name: "forgets", partitions: 1 };
const CHECK_EVERY_MS = 10 * 60_000;
const DELETED = "Records were deleted before they were read";
const CUT_BACK = "A topic ends before what was read of it: it is read again from its beginning";
const missing = missingJava(process.env);
const clock = createSystemClock();

describe.skipIf(missing)(`Kafka that forgets${missing ? ` (skipped: ${missing})` : ""}`, () => {
  const kafka = useKafka();
  let options: KafkaLogOptions;
  let said: { readonly msg: string }[];

  async function open(own: Clock = clock): Promise<EventLog> {
    said = [];
    const write = (line: string) => said.push(JSON.parse(line));
    const logger = pino({ level: "error" }, { write });
    options = { ...kafkaOptions(kafka.cluster.brokers, own), logger, topics: [TOPIC] };
    return kafka.open(options);
  }

  const nameOf = () => `${options.prefix}${TOPIC.name}`;
  const append = (log: EventLog, value: string) => log.append(TOPIC, [{ key: "k", value }]);

  async function readUntil(consumer: Consumer, value: string): Promise<readonly string[]> {
    const records: LogRecord[] = [];
    await until(async () => {
      records.push(...(await consumer.poll(10)));
      return records.at(-1)?.value === value;
    });
    return records.map((record) => record.value);
  }

  async function alterTopic(entries: Readonly<Record<string, string>>) {
    const configEntries = Object.entries(entries).map(([name, value]) => ({ name, value }));
    const resources = [{ type: 2, name: nameOf(), configEntries }];
    await kafka.admin.alterConfigs({ validateOnly: false, resources });
  }

  test("a broker whose disk forgets early loses what is old, says so, and serves what is new", async () => {
    const log = await open();
    const consumer = await log.consume(TOPIC, "g");
    await append(log, "read");
    await readUntil(consumer, "read");
    await consumer.commit();
    await consumer.close();
    for (let index = 0; index < 30; index++) await append(log, `${index}`.repeat(50_000));
    await forgetEarly(kafka.admin, nameOf(), () => append(log, "new"));
    await append(log, "last");
    await readUntil(await log.consume(TOPIC, "g"), "last");
    const to = expect.any(Number);
    expect(said).toMatchObject([{ msg: DELETED, topic: nameOf(), partition: 0, from: 1, to }]);
  });

  test("what is deleted while a reader waits is told, and a reader that was done is told nothing", async () => {
    const log = await open();
    const [done, behind] = [await log.consume(TOPIC, "done"), await log.consume(TOPIC, "behind")];
    const MEBIBYTES = 48;
    const value = "x".repeat(2 ** 20);
    for (let index = 0; index < MEBIBYTES; index++) {
      await append(log, value);
      await readUntil(done, value);
      await done.commit();
    }
    await log.trim(TOPIC, clock.nowMs() + 1_000);
    await append(log, "last");
    await readUntil(done, "last");
    expect(said).toEqual([]);
    const fetched = (await readUntil(behind, "last")).length - 1;
    expect(fetched).toBeLessThan(MEBIBYTES);
    expect(said).toMatchObject([{ msg: DELETED, from: fetched, to: MEBIBYTES }]);
  });

  async function makeAnew(log: EventLog, value: string) {
    await kafka.admin.deleteTopics({ topics: [nameOf()] });
    await until(async () => !(await kafka.admin.listTopics()).includes(nameOf()));
    const topics = [{ topic: nameOf(), numPartitions: 1 }];
    await kafka.admin.createTopics({ topics, waitForLeaders: false });
    await until(async () =>
      append(log, value).then(
        () => true,
        () => false,
      ),
    );
  }

  test("a topic that was made anew is read from its beginning, and that is said", async () => {
    const log = await open();
    const consumer = await log.consume(TOPIC, "g");
    for (const value of ["a", "b", "c"]) await append(log, value);
    await readUntil(consumer, "c");
    await consumer.commit();
    await makeAnew(log, "anew");
    const reading = await consumer.poll(1).then(
      () => consumer,
      () => log.consume(TOPIC, "g"),
    );
    expect(await readUntil(reading, "anew")).toContain("anew");
    expect(said).toMatchObject([{ msg: CUT_BACK, from: 3 }]);
  });

  test("who held all of a topic that was made anew holds it no longer, and begins again", async () => {
    const log = await open();
    const consumer = await log.consume(TOPIC, "g", { whole: true });
    for (const value of ["a", "b", "c"]) await append(log, value);
    await readUntil(consumer, "c");
    await consumer.commit();
    await makeAnew(log, "anew");
    await until(() =>
      consumer.poll(1).then(
        (records) => {
          expect(records).toEqual([]);
          return false;
        },
        () => true,
      ),
    );
    expect(() => consumer.held()).toThrow();
    await consumer.close();
    const again = await log.consume(TOPIC, "g", { whole: true });
    expect(await readUntil(again, "anew")).toContain("anew");
  });

  test("a group that stands behind its topic's end reads from the beginning, and that is said", async () => {
    const log = await open();
    await append(log, "a");
    const partitions = [{ partition: 0, offset: "1000" }];
    await kafka.admin.setOffsets({ groupId: `${nameOf()}.g`, topic: nameOf(), partitions });
    const consumer = await log.consume(TOPIC, "g");
    await append(log, "b");
    expect(await readUntil(consumer, "b")).toEqual(["a", "b"]);
    await consumer.commit();
    expect(said).toMatchObject([{ msg: CUT_BACK, from: 1_000, end: 1 }]);
  });

  test("topics keep all for as long as they are to, whatever the brokers do by default", async () => {
    const alterBroker = async (...values: readonly string[]) => {
      const names = ["log.retention.bytes", "log.message.timestamp.type"];
      const configEntries = values.map((value, index) => ({ name: names[index] ?? "", value }));
      const resources = [{ type: 4, name: "1", configEntries }];
      await kafka.admin.alterConfigs({ validateOnly: false, resources });
    };
    await alterBroker("1000000", "LogAppendTime");
    try {
      await open();
      const configNames = ["retention.bytes", "message.timestamp.type"];
      const { resources } = await kafka.admin.describeConfigs({
        resources: [{ type: 2, name: nameOf(), configNames }],
        includeSynonyms: false,
      });
      const values = resources[0]?.configEntries.map(({ configValue }) => configValue).toSorted();
      expect(values).toEqual(["-1", "CreateTime"]);
    } finally {
      await alterBroker();
    }
  });

  test("a topic that somebody changes while Vigie runs is told of, and goes on", async () => {
    const simulated = createSimulatedClock(clock.nowMs());
    const log = await open(simulated);
    const check = () => simulated.advanceTo(simulated.nowMs() + CHECK_EVERY_MS);
    await check();
    expect(said).toEqual([]);
    await alterTopic({ "cleanup.policy": "compact" });
    await check();
    await alterTopic({ "cleanup.policy": "delete" });
    await kafka.admin.createPartitions({ topicPartitions: [{ topic: nameOf(), count: 2 }] });
    await check();
    const told = (text: string) => ({
      msg: "A topic was changed",
      err: { message: expect.stringContaining(text) },
    });
    expect(said).toMatchObject([told("is compacted"), told("the cluster has it with 2")]);
    await append(log, "after");
    expect(await readUntil(await log.consume(TOPIC, "g"), "after")).toEqual(["after"]);
  });
});
