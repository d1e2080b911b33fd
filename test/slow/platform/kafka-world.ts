import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import kafkajs, { type Admin, Kafka, logLevel } from "kafkajs";
import { pino } from "pino";
import type { Clock } from "../../../platform/clock/clock.ts";
import { type KafkaLogOptions, openKafkaLog } from "../../../platform/log/kafka/open-kafka-log.ts";
import type { LogFixture } from "../../platform/log/event-log-world.ts";
import { MANY } from "../../platform/log/event-log-world.ts";
import type { TestBrokers } from "../../services/kafka/open-brokers.ts";

const SESSION = { timeoutMs: 3_000, heartbeatMs: 200 };
const PAUSE_MS = 60;
const TRIES_MAX = 500;

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

export async function until(done: () => Promise<boolean>): Promise<void> {
  for (let tries = 1; !(await done()); tries++) {
    if (tries > TRIES_MAX) throw new Error("what was waited for did not come");
    await sleep(PAUSE_MS);
  }
}
