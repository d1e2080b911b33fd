import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import kafkajs, { type Admin, Kafka, logLevel } from "kafkajs";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import type { Clock } from "../../../platform/clock/clock.ts";
import type { EventLog } from "../../../platform/log/event-log.ts";
import { type KafkaLogOptions, openKafkaLog } from "../../../platform/log/kafka/open-kafka-log.ts";
import type { LogFixture } from "../../platform/log/event-log-world.ts";
import { MANY } from "../../platform/log/event-log-world.ts";
import type { TestBrokers } from "../../services/kafka/open-brokers.ts";
import { type KafkaCluster, startKafka } from "../../services/kafka/start-kafka.ts";

const SESSION = { timeoutMs: 3_000, heartbeatMs: 200 };
const PAUSE_MS = 60;
const TRIES_MAX = 500;
/** As Kafka's protocol has it. */
const TOPIC_RESOURCE = 2;
const FORGOTTEN = 10;

/** Before the names of one test's topics and groups. */
function ownPrefix(): string {
  return `${randomUUID()}.`;
}

/** The options of a log of its own name on a cluster of the tests. */
export function kafkaOptions(brokers: readonly string[], clock: Clock): KafkaLogOptions {
  return {
    connection: { brokers, clientId: "vigie-test", requestTimeoutMs: 4_000 },
    clock,
    logger: pino({ level: "silent" }),
    prefix: ownPrefix(),
    retentionMs: Number.POSITIVE_INFINITY,
    compression: "zstd",
    session: SESSION,
  };
}

/** A client of the test's own, beside the adapter. */
export function plainKafka(brokers: readonly string[], clientId = "vigie-beside"): Kafka {
  const retry = { initialRetryTime: 100, retries: 20, maxRetryTime: 1_000 };
  return new Kafka({
    brokers: [...brokers],
    clientId,
    logLevel: logLevel.NOTHING,
    retry,
  });
}

/**
 * A cluster of a file's own, with its admin, for as long as its tests run; logs that are opened by
 * it are closed after each.
 */
export function useKafka(asked?: Parameters<typeof startKafka>[0]) {
  const logs: EventLog[] = [];
  let cluster: KafkaCluster | undefined;
  let admin: Admin | undefined;

  beforeAll(async () => {
    cluster = await startKafka(asked);
    admin = plainKafka(cluster.brokers).admin();
    await admin.connect();
  });
  afterEach(async () => {
    for (const log of logs.splice(0)) await log.close();
  });
  afterAll(async () => {
    await admin?.disconnect();
    await cluster?.stop();
  });

  return {
    get cluster(): KafkaCluster {
      return cluster ?? expect.fail("no cluster yet");
    },
    get admin(): Admin {
      return admin ?? expect.fail("no admin yet");
    },
    open: async (options: KafkaLogOptions): Promise<EventLog> => {
      const log = await openKafkaLog(options);
      logs.push(log);
      return log;
    },
  };
}

/** Topics of its own for a test of the conformance suite. */
export async function prepareKafkaLog({
  brokers,
  proxied,
  proxies,
}: TestBrokers): Promise<LogFixture> {
  const prefix = ownPrefix();
  const groupId = `${prefix}${MANY.name}.g`;
  const admin = plainKafka(brokers).admin();
  await admin.connect();
  return {
    open: (clock) => openKafkaLog({ ...kafkaOptions(brokers, clock), prefix }),
    ...(proxies.length > 0 && {
      openSilenceable: async (clock) => ({
        log: await openKafkaLog({ ...kafkaOptions(proxied, clock), prefix }),
        silence: async () => {
          for (const proxy of proxies) proxy.silence();
          await until(async () => (await membersOf(admin, groupId)) === 1);
        },
        wake: async () => {
          for (const proxy of proxies) proxy.speak();
          await until(async () => (await membersOf(admin, groupId)) === 2);
        },
      }),
    }),
    pause: () => sleep(PAUSE_MS),
    remove: async () => {
      const topics = (await admin.listTopics()).filter((name) => name.startsWith(prefix));
      if (topics.length > 0) await admin.deleteTopics({ topics });
      await admin.disconnect();
    },
  };
}

/** Of a group at rest; null while it rebalances. */
async function membersOf(admin: Admin, groupId: string): Promise<number | null> {
  const { groups } = await admin.describeGroups([groupId]);
  return groups[0]?.state === "Stable" ? groups[0].members.length : null;
}

/** How many partitions each member holds of a group at rest, least first; none while it is not. */
export async function sharesOf(
  brokers: readonly string[],
  groupId: string,
): Promise<readonly number[]> {
  const admin = plainKafka(brokers).admin();
  await admin.connect();
  const { groups } = await admin.describeGroups([groupId]);
  await admin.disconnect();
  const members = groups[0]?.state === "Stable" ? groups[0].members : [];
  const { MemberAssignment } = kafkajs.AssignerProtocol;
  return members
    .map(({ memberAssignment }) => {
      const { assignment = {} } = MemberAssignment.decode(memberAssignment) ?? {};
      return Object.values(assignment).flat().length;
    })
    .toSorted((a, b) => a - b);
}

/** Sends what kafkajs cannot unpack again, as the topic packs all that it is given by LZ4. */
export async function sendPoison(kafka: Kafka, topic: string): Promise<void> {
  const [producer, admin] = [kafka.producer(), kafka.admin()];
  await Promise.all([producer.connect(), admin.connect()]);
  const configEntries = [{ name: "compression.type", value: "lz4" }];
  const resources = [{ type: TOPIC_RESOURCE, name: topic, configEntries }];
  await admin.alterConfigs({ validateOnly: false, resources });
  const messages = [{ key: "k", value: "poison" }];
  await producer.send({ topic, compression: kafkajs.CompressionTypes.GZIP, messages });
  await Promise.all([producer.disconnect(), admin.disconnect()]);
}

/** Has a topic of one partition forget what is old, as its disk is too small; `append` goes on. */
export async function forgetEarly(
  admin: Admin,
  topic: string,
  append: () => Promise<void>,
): Promise<void> {
  const alter = (entries: Readonly<Record<string, string>>) => {
    const configEntries = Object.entries(entries).map(([name, value]) => ({ name, value }));
    const resources = [{ type: TOPIC_RESOURCE, name: topic, configEntries }];
    return admin.alterConfigs({ validateOnly: false, resources });
  };
  await alter({ "retention.bytes": "1", "segment.ms": "1" });
  await until(async () => {
    await append();
    return Number((await admin.fetchTopicOffsets(topic))[0]?.low) > FORGOTTEN;
  });
  await alter({ "retention.bytes": "-1" });
}

export async function until(done: () => Promise<boolean>): Promise<void> {
  for (let tries = 1; !(await done()); tries++) {
    if (tries > TRIES_MAX) throw new Error("what was waited for did not come");
    await sleep(PAUSE_MS);
  }
}
