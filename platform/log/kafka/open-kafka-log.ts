import { randomUUID } from "node:crypto";
import type { Admin } from "kafkajs";
import type { Clock, Recurring } from "../../clock/clock.ts";
import { OperatingError } from "../../errors/operating-error.ts";
import type { Logger } from "../../logger/create-logger.ts";
import { NO_TELEMETRY, type Telemetry } from "../../telemetry/telemetry.ts";
import type { ConsumeOptions, Consumer, Entry, EventLog, LogRecord, Topic } from "../event-log.ts";
import type { Session } from "./create-group-member.ts";
import { createKafka, type KafkaConnection } from "./create-kafka.ts";
import { KafkaAppender } from "./kafka-appender.ts";
import { KafkaClient } from "./kafka-client.ts";
import { KafkaConsumer } from "./kafka-consumer.ts";
import { KafkaMember, type MemberOptions, type Offsets } from "./kafka-member.ts";
import { checkTopic, type OpenTopic, openTopic, type TopicSettings } from "./open-topic.ts";
import { isBehind } from "./take-in-order.ts";
import { createLossTeller, type Loser, type LossTeller } from "./tell-losses.ts";
import { type Extent, readCommitted, readExtents, trimTopic } from "./topic-offsets.ts";

export const SESSION = { timeoutMs: 30_000, heartbeatMs: 3_000 };
const CHECK_EVERY_MS = 10 * 60_000;
const REPLAY_PAGE_RECORDS = 1_000;

export type KafkaLogOptions = TopicSettings & {
  readonly connection: KafkaConnection;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry?: Telemetry;
  /** Created, and checked, before the log opens; others at their first use. */
  readonly topics?: readonly Topic[];
  /** A member that is silent for `timeoutMs` loses its partitions. */
  readonly session?: Session;
};

type Membership = Pick<MemberOptions, "groupId" | "startsOf" | "whole"> & {
  /** As the log's losses are told. */
  readonly group: string;
};

/** The event log on Apache Kafka, 3.9 or 4. What kafkajs lacks against them is in docs/kafka.md. */
export async function openKafkaLog(options: KafkaLogOptions): Promise<EventLog> {
  const log = new KafkaLog(options);
  try {
    for (const topic of options.topics ?? []) await log.openTopic(topic);
  } catch (error) {
    await log.close();
    throw error;
  }
  return log;
}

class KafkaLog implements EventLog {
  readonly #options: KafkaLogOptions;
  readonly #admin: KafkaClient<Admin>;
  readonly #appender: KafkaAppender;
  readonly #topics = new Map<string, Promise<OpenTopic>>();
  readonly #losses: LossTeller;
  readonly #members = new Set<KafkaMember>();
  readonly #checking: Recurring;

  constructor(options: KafkaLogOptions) {
    this.#options = options;
    this.#losses = createLossTeller({ telemetry: NO_TELEMETRY, ...options });
    const kafka = createKafka(options.connection, options.logger);
    this.#admin = new KafkaClient(() => kafka.admin());
    this.#appender = new KafkaAppender(kafka, options.compression);
    this.#checking = options.clock.every(CHECK_EVERY_MS, () => this.#checkTopics());
  }

  async append(topic: Topic, entries: readonly Entry[]): Promise<void> {
    if (entries.length === 0) return;
    const open = await this.openTopic(topic);
    await this.#appender.append(open, entries, this.#options.clock.nowMs());
  }

  async consume(
    topic: Topic,
    group: string,
    { whole = false }: ConsumeOptions = {},
  ): Promise<Consumer> {
    const open = await this.openTopic(topic);
    const groupId = `${open.kafkaName}.${group}`;
    const member = await this.#join(open, {
      ...{ group, groupId },
      ...(whole && { whole: { nowMs: this.#options.clock.nowMs } }),
      startsOf: (partitions) => this.#startsOf({ topic: open, group }, partitions),
    });
    const extents = () =>
      this.#admin.use(`read the extent of ${open.kafkaName}`, (admin) => readExtents(admin, open));
    return new KafkaConsumer(member, { group: groupId, whole, extents });
  }

  /**
   * kafkajs reads in groups alone: one is made for the replay, in which nothing is committed, and
   * deleted after it.
   */
  async *replay(topic: Topic, from?: Offsets): AsyncGenerator<LogRecord> {
    const open = await this.openTopic(topic);
    const extents = await this.#admin.repeat(`read the extent of ${open.kafkaName}`, (admin) =>
      readExtents(admin, open),
    );
    const starts = new Map(
      [...extents].map(([partition, { oldest }]) => [
        partition,
        Math.max(oldest, from?.get(partition) ?? 0),
      ]),
    );
    const ends = new Map([...extents].map(([partition, { end }]) => [partition, end]));
    if (![...ends].some(([partition, end]) => (starts.get(partition) ?? 0) < end)) return;
    const groupId = `${open.kafkaName}.replay-${randomUUID()}`;
    const startsOf = async () => starts;
    const member = await this.#join(open, { group: "replay", groupId, startsOf });
    try {
      yield* readUntil(member, ends);
    } finally {
      await this.#leave(member);
      await this.#admin.repeat(`delete ${groupId}`, (admin) => admin.deleteGroups([groupId]));
    }
  }

  async trim(topic: Topic, beforeMs: number): Promise<number> {
    const open = await this.openTopic(topic);
    return this.#admin.repeat(`trim ${open.kafkaName}`, (admin) =>
      trimTopic(admin, open, beforeMs),
    );
  }

  async close(): Promise<void> {
    await this.#checking.stop();
    await Promise.all([...this.#members].map((member) => this.#leave(member)));
    await this.#appender.close();
    await this.#admin.close();
  }

  /** As it was found at its first use; a failure is tried again at the next. */
  openTopic(topic: Topic): Promise<OpenTopic> {
    const known = this.#topics.get(topic.name);
    if (known) return known;
    const opening = this.#admin.repeat(`open ${topic.name}`, (admin) =>
      openTopic(admin, topic, this.#options),
    );
    this.#topics.set(topic.name, opening);
    opening.catch(() => this.#topics.delete(topic.name));
    return opening;
  }

  async #join(topic: OpenTopic, { group, ...membership }: Membership): Promise<KafkaMember> {
    const loser = { topic, group };
    const member = new KafkaMember({
      ...membership,
      // Consumers of one client share what they know of a group's offsets, and clear it.
      kafka: createKafka(this.#options.connection, this.#options.logger),
      topic,
      session: this.#options.session ?? SESSION,
      extentOf: (partition) => this.#extentOf(topic, partition),
      missed: (...what) => this.#losses.missed(loser, ...what),
      cutBack: (...what) => this.#losses.cutBack(loser, ...what),
    });
    this.#members.add(member);
    try {
      await member.join();
    } catch (error) {
      await this.#leave(member);
      throw error;
    }
    return member;
  }

  /** Topics that were changed meanwhile are told of; what they still take they are given. */
  async #checkTopics(): Promise<void> {
    for (const opening of [...this.#topics.values()])
      try {
        const topic = await opening;
        await this.#admin.repeat(`check ${topic.kafkaName}`, (admin) =>
          checkTopic(admin, topic, this.#options),
        );
      } catch (error) {
        if (!(error instanceof OperatingError)) throw error;
        if (!error.retryable) this.#options.logger.error({ err: error }, "A topic was changed");
      }
  }

  /** Where a group goes on: behind what it committed, or where a partition begins. */
  async #startsOf(loser: Loser, partitions: readonly number[]): Promise<Offsets> {
    const { topic, group } = loser;
    const groupId = `${topic.kafkaName}.${group}`;
    const [committed, extents] = await this.#admin.repeat(
      `find where ${groupId} goes on`,
      // In this order: what is committed meanwhile does not lie behind the end.
      async (admin) =>
        [await readCommitted(admin, topic, groupId), await readExtents(admin, topic)] as const,
    );
    const starts = partitions.map((partition) => {
      const { oldest, end } = extents.get(partition) ?? { oldest: 0, end: 0 };
      const offset = committed.get(partition) ?? oldest;
      if (offset < oldest) this.#losses.missed(loser, partition, offset, oldest);
      if (offset > end) this.#losses.cutBack(loser, partition, offset, end);
      return [partition, offset > end ? oldest : Math.max(oldest, offset)] as const;
    });
    return new Map(starts);
  }

  async #leave(member: KafkaMember): Promise<void> {
    this.#members.delete(member);
    await member.leave();
  }

  #extentOf(topic: OpenTopic, partition: number): Promise<Extent> {
    return this.#admin.repeat(`read the extent of ${topic.kafkaName}`, async (admin) => {
      return (await readExtents(admin, topic)).get(partition) ?? { oldest: 0, end: 0 };
    });
  }
}

async function* readUntil(member: KafkaMember, ends: Offsets): AsyncGenerator<LogRecord> {
  for (;;) {
    const changed = member.changed();
    const records = member.takeInOrder(REPLAY_PAGE_RECORDS, { safe: ends, known: ends });
    yield* records;
    if (!isBehind(member.held, ends)) return;
    if (records.length === 0) await changed;
  }
}
