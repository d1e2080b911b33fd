import { pino } from "pino";
import { describe, expect, test } from "vitest";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import type { Consumer, EventLog, LogRecord } from "../../../platform/log/event-log.ts";
import type { KafkaLogOptions } from "../../../platform/log/kafka/open-kafka-log.ts";
import { missingJava } from "../../services/kafka/missing-kafka.ts";
import { BATCH_RECORDS_MAX, deliverAll } from "./deliver-all.ts";
import {
  forgetEarly,
  kafkaOptions,
  plainKafka,
  sendPoison,
  until,
  useKafka,
} from "./kafka-world.ts";

const TOPIC = { name: "failures", partitions: 4 };
const LEADER_IN_SYNC = 3;
const missing = missingJava(process.env);
const clock = createSystemClock();

/** On three brokers; more of what replicas have no part in is tried on one. */
describe.skipIf(missing)(`Kafka that fails${missing ? ` (skipped: ${missing})` : ""}`, () => {
  const kafka = useKafka({ count: 3 });
  let options: KafkaLogOptions;

  async function open(changed: Partial<KafkaLogOptions> = {}): Promise<EventLog> {
    return kafka.open({ ...options, topics: [TOPIC], ...changed });
  }

  async function openFresh(): Promise<EventLog> {
    options = { ...kafkaOptions(kafka.cluster.brokers, clock), replication: 3 };
    await until(async () => (await kafka.admin.describeCluster()).brokers.length === 3);
    const log = await open();
    await untilInSync();
    return log;
  }

  async function partitionsNow() {
    const { topics } = await kafka.admin.fetchTopicMetadata({
      topics: [`${options.prefix}failures`],
    });
    return topics[0]?.partitions ?? [];
  }

  async function untilInSync() {
    await until(async () =>
      (await partitionsNow()).every(({ isr }) => isr.length === LEADER_IN_SYNC),
    );
  }

  /** Of the first partition; it is dead when this resolves. */
  async function killLeader(): Promise<number> {
    const killed = (await partitionsNow())[0]?.leader ?? 0;
    expect(killed).toBeGreaterThan(0);
    await kafka.cluster.kill(killed);
    return killed;
  }

  /** And so every partition, the first among them, is led by one that lives. */
  async function untilLedByOthersThan(killed: number) {
    await until(async () => (await partitionsNow()).every(({ leader }) => leader !== killed));
  }

  async function recordsIn(log: EventLog): Promise<readonly LogRecord[]> {
    return await Array.fromAsync(log.replay(TOPIC));
  }

  /** Of those in the first partition, by the numbers that `append` gave them. */
  const inFirst = (records: readonly LogRecord[], from: number) =>
    records.filter(({ partition, value }) => partition === 0 && Number(value.slice(3)) >= from);

  test("a leader killed while events are appended loses none that was accepted", async () => {
    const log = await openFresh();
    const delivery = deliverAll(log, TOPIC);
    let accepted = 0;
    const append = async () => {
      await delivery.append(accepted, accepted + 50);
      accepted += 50;
    };
    for (let batch = 0; batch < 10; batch++) await append();
    let isDead = false;
    const amid = (async () => {
      while (!isDead) await append();
    })();
    const killed = await killLeader().finally(() => {
      isDead = true;
    });
    await amid;
    const before = accepted;
    for (let batch = 0; batch < 50; batch++) await append();
    await untilLedByOthersThan(killed);
    const records = await recordsIn(log);
    expect(new Set(records.map(({ value }) => value)).size).toBe(accepted);
    expect(inFirst(records, before)).not.toEqual([]);
    await kafka.cluster.restart(killed);
  });

  test("a leader killed while events are read loses none, and what was committed stays so", async () => {
    const log = await openFresh();
    const delivery = deliverAll(log, TOPIC);
    await delivery.append(0, 2_000);
    let killed = 0;
    await delivery.readAll(4_000, async (read) => {
      if (killed > 0 || read < 1_000) return;
      killed = await killLeader();
      // What a member has fetched it hands out without any broker: these it has to fetch.
      await delivery.append(2_000, 4_000);
    });
    expect(delivery.timesOf.size).toBe(4_000);
    await untilLedByOthersThan(killed);
    expect(inFirst(await recordsIn(log), 2_000)).not.toEqual([]);
    const next = await log.consume(TOPIC, "g");
    await log.append(TOPIC, [{ key: "k", value: "after" }]);
    const seen: string[] = [];
    await until(async () => {
      seen.push(...(await next.poll(100)).map(({ value }) => value));
      return seen.includes("after");
    });
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeLessThanOrEqual(BATCH_RECORDS_MAX + 1);
    await kafka.cluster.restart(killed);
  });

  test("a rebalance amid a batch refuses it, and the two that share it then lose nothing", async () => {
    const log = await openFresh();
    const delivery = deliverAll(log, TOPIC);
    await delivery.append(0, 2_000);
    const old = await log.consume(TOPIC, "g");
    let polled = 0;
    await until(async () => {
      polled += (await old.poll(500)).length;
      return polled === 2_000;
    });
    const timesOf = new Map<string, number>();
    const reading = deliverAll(await open(), TOPIC, timesOf).readAll(1);
    await until(async () => timesOf.size > 0);
    await expect(old.commit()).rejects.toMatchObject({ name: "OperatingError", retryable: true });
    await old.close();
    await reading;
    await deliverAll(log, TOPIC, timesOf).readAll(2_000);
    expect(timesOf.size).toBe(2_000);
  });

  test("a network that is cut and comes back loses nothing and lets both sides go on", async () => {
    await openFresh();
    const connection = {
      ...options.connection,
      brokers: kafka.cluster.proxied,
      requestTimeoutMs: 1_000,
    };
    const delivery = deliverAll(await open({ connection }), TOPIC);
    await delivery.append(0, 500);
    const reading = delivery.readAll(1_500);
    await until(async () => delivery.timesOf.size > 100);
    for (const proxy of kafka.cluster.proxies) proxy.silence();
    const appending = delivery.append(500, 1_000);
    await clock.sleep(4_000);
    for (const proxy of kafka.cluster.proxies) proxy.speak();
    await appending;
    await delivery.append(1_000, 1_500);
    await reading;
    expect(delivery.timesOf.size).toBe(1_500);
  });

  test("a record that is too large is refused with its whole batch, and a large one gets to all", async () => {
    const log = await openFresh();
    // Packed it is still larger than what a follower asks for at once, 1 MiB.
    const large = Array.from({ length: 400_000 }, (_, index) => Math.sin(index)).join("");
    const tooLarge = { key: "k", value: large.repeat(3) };
    const refused = log.append(TOPIC, [{ key: "k", value: "beside" }, tooLarge]);
    await expect(refused).rejects.toMatchObject({
      name: "OperatingError",
      retryable: false,
      hint: expect.stringContaining("max.message.bytes"),
    });
    await log.append(TOPIC, [{ key: "k", value: large }]);
    expect((await recordsIn(log)).map(({ value }) => value === large)).toEqual([true]);
    expect((await partitionsNow()).map(({ isr }) => isr.length)).toEqual(
      Array(TOPIC.partitions).fill(LEADER_IN_SYNC),
    );
  });

  test("a message that is poison stops its topic alone, and says what to do", async () => {
    const log = await openFresh();
    const other = { name: "other", partitions: 1 };
    await sendPoison(plainKafka(kafka.cluster.brokers), `${options.prefix}${TOPIC.name}`);
    await log.append(other, [{ key: "k", value: "untouched" }]);
    await expect(recordsIn(log)).rejects.toMatchObject({
      ...{ name: "OperatingError", retryable: false },
      hint: expect.stringContaining("compression.type"),
    });
    const beyond = await Array.fromAsync(log.replay(other));
    expect(beyond.map(({ value }) => value)).toEqual(["untouched"]);
  });

  test("disks that forget early lose what is old, which is said, and what is new is served", async () => {
    await openFresh();
    const [said, topic]: [unknown[], typeof TOPIC] = [[], { name: "forgets", partitions: 1 }];
    const logger = pino({ level: "error" }, { write: (line) => said.push(JSON.parse(line)) });
    const log = await open({ logger, topics: [topic] });
    const append = (value: string) => log.append(topic, [{ key: "k", value }]);
    const readUntil = async (consumer: Consumer, value: string) => {
      await until(async () => (await consumer.poll(10)).at(-1)?.value === value);
      await consumer.commit();
      await consumer.close();
    };
    await append("read");
    await readUntil(await log.consume(topic, "g"), "read");
    for (let index = 0; index < 30; index++) await append(`${index}`.repeat(50_000));
    await forgetEarly(kafka.admin, `${options.prefix}forgets`, () => append("new"));
    await append("last");
    await readUntil(await log.consume(topic, "g"), "last");
    const msg = "Records were deleted before they were read";
    expect(said).toMatchObject([{ msg, partition: 0, from: 1, to: expect.any(Number) }]);
  });
});
