import type { Admin } from "kafkajs";
import { createSystemClock } from "../../clock/system-clock.ts";
import { OperatingError } from "../../errors/operating-error.ts";
import { GroupStarts } from "../copies/group-starts.ts";
import { type FiledRecord, LogFileReader } from "../copies/log-file-reader.ts";
import { type Placing, placeAgain } from "../copies/place-again.ts";
import type { Topic } from "../event-log.ts";
import { createKafka } from "./create-kafka.ts";
import { listGroups } from "./group-offsets.ts";
import { KafkaAppender, type Stamped } from "./kafka-appender.ts";
import { KafkaClient } from "./kafka-client.ts";
import { KafkaMember } from "./kafka-member.ts";
import { type KafkaLogOptions, SESSION } from "./open-kafka-log.ts";
import { checkTopic, type OpenTopic, openTopic } from "./open-topic.ts";
import { partitionOfKey } from "./split-sends.ts";
import { readExtents } from "./topic-offsets.ts";

const BATCH_RECORDS = 5_000;
const BATCH_CHARACTERS = 8 * 2 ** 20;
const GONE_LOOKS_MAX = 100;
const GONE_LOOK_EVERY_MS = 300;

export type KafkaTarget = Omit<KafkaLogOptions, "topics"> & { readonly topics: readonly Topic[] };

type Options = Pick<Placing, "keepsPlaces" | "isForAll"> & {
  /** A file of the embedded log. */
  readonly from: string;
  /** Whether what the topics have may go: an earlier try left it. */
  readonly replaces: boolean;
  /** Told how many records are there, now and then. */
  readonly onRecords?: (records: number) => void;
};

type Sent = Stamped & { readonly notDoneBy: readonly string[] };
type Batch = { readonly sent: Sent[]; characters: number };

/**
 * Throws `OperatingError` unless the topics are absent, or empty and as they must be, and nobody
 * reads them.
 */
export async function refuseUsedKafka(target: KafkaTarget): Promise<void> {
  await withAdmin(target, async (admin) => {
    // First what no waiting mends.
    await refuseUsed(admin, target);
    await refuseRunning(admin, target);
  });
}

/**
 * Fills topics with a log's records, in the partitions that they have there or in those of their
 * keys, stamped as they were; then has each group go on where it was. Where it fails some of it
 * may be there.
 */
export async function fillKafkaLog(target: KafkaTarget, options: Options): Promise<void> {
  using file = new LogFileReader(options.from);
  const kafka = createKafka(target.connection, target.logger);
  const open = await withAdmin(target, async (admin) => {
    await refuseRunning(admin, target);
    if (options.replaces) await deleteTopics(admin, target);
    else await refuseUsed(admin, target);
    return openAll(admin, file, target);
  });
  const appender = new KafkaAppender(kafka, target.compression);
  try {
    const starts = await appendAll(appender, file, { ...options, open });
    for (const { name, groups } of file.topics.values())
      await Promise.all(
        groups.map((group) => moveGroup(target, { topic: wanted(open, name), group, starts })),
      );
  } finally {
    await appender.close();
  }
}

async function withAdmin<R>(target: KafkaTarget, work: (admin: Admin) => Promise<R>): Promise<R> {
  const kafka = createKafka(target.connection, target.logger);
  const client = new KafkaClient<Admin>(() => kafka.admin());
  try {
    return await client.repeat("make the topics of the log ready", work);
  } finally {
    await client.close();
  }
}

async function refuseRunning(admin: Admin, { prefix, topics }: KafkaTarget): Promise<void> {
  for (const { name } of topics) {
    const groups = await listGroups(admin, { kafkaName: `${prefix}${name}` });
    if (groups.length === 0) continue;
    const described = await admin.describeGroups([...groups]);
    if (described.groups.some(({ members }) => members.length > 0))
      throw runsError(`${prefix}${name}`);
  }
}

/** Looks at all before one is made. */
async function refuseUsed(admin: Admin, target: KafkaTarget): Promise<void> {
  const { prefix, topics } = target;
  const names = new Set(await admin.listTopics());
  for (const { name, partitions: own } of topics) {
    const kafkaName = `${prefix}${name}`;
    if (!names.has(kafkaName)) continue;
    await checkTopic(admin, { name, kafkaName, partitions: target.partitions ?? own }, target);
    const extents = await readExtents(admin, { kafkaName });
    if ([...extents.values()].some(({ oldest, end }) => oldest < end))
      throw usedError(kafkaName, prefix);
  }
}

async function deleteTopics(admin: Admin, { prefix, topics }: KafkaTarget): Promise<void> {
  const wanted = new Set(topics.map(({ name }) => `${prefix}${name}`));
  const there = async () => (await admin.listTopics()).filter((name) => wanted.has(name));
  const left = await there();
  if (left.length === 0) return;
  await admin.deleteTopics({ topics: left });
  const clock = createSystemClock();
  for (let looks = 1; (await there()).length > 0 && looks < GONE_LOOKS_MAX; looks++)
    await clock.sleep(GONE_LOOK_EVERY_MS);
}

async function openAll(
  admin: Admin,
  file: LogFileReader,
  target: KafkaTarget,
): Promise<ReadonlyMap<string, OpenTopic>> {
  const open = new Map<string, OpenTopic>();
  for (const topic of target.topics) open.set(topic.name, await openTopic(admin, topic, target));
  for (const { name } of file.topics.values()) wanted(open, name);
  return open;
}

type Filling = Options & { readonly open: ReadonlyMap<string, OpenTopic> };

async function appendAll(
  appender: KafkaAppender,
  file: LogFileReader,
  { open, keepsPlaces, isForAll, onRecords = () => undefined }: Filling,
): Promise<GroupStarts> {
  const starts = new GroupStarts();
  const batches = new Map<string, Batch>();
  let records = 0;
  const flush = async (topic: string, { sent }: Batch) => {
    batches.delete(topic);
    await appender.appendPlaced(wanted(open, topic), sent, (send, begins) => {
      const next = new Map(begins);
      for (const { partition, notDoneBy } of send) {
        const offset = next.get(partition) ?? 0;
        next.set(partition, offset + 1);
        starts.note({ topic, partition, offset, notDoneBy });
      }
    });
    records += sent.length;
    onRecords(records);
  };
  const partitionsOf = (topic: string) => wanted(open, topic).partitions;
  const placing = { partitionsOf, partitionOfKey, keepsPlaces, isForAll };
  for (const { record, partitions } of placeAgain(file, placing)) {
    const batch = batches.get(record.topic) ?? { sent: [], characters: 0 };
    batches.set(record.topic, batch);
    batch.sent.push(...partitions.map((partition) => toSent(record, partition)));
    batch.characters += record.value.length * partitions.length;
    if (batch.sent.length >= BATCH_RECORDS || batch.characters >= BATCH_CHARACTERS)
      await flush(record.topic, batch);
  }
  for (const [topic, batch] of [...batches]) await flush(topic, batch);
  return starts;
}

function toSent(
  { key, value, appendedAtMs, traceparent, notDoneBy }: FiledRecord,
  partition: number,
): Sent {
  const timestamp = String(appendedAtMs);
  const headers = traceparent === undefined ? {} : { headers: { traceparent } };
  return { partition, key, value, timestamp, notDoneBy, ...headers };
}

type Moved = {
  readonly topic: OpenTopic;
  readonly group: string;
  readonly starts: GroupStarts;
};

/** Only a member may say how far its group is: it is one for the moment. */
async function moveGroup(target: KafkaTarget, { topic, group, starts }: Moved): Promise<void> {
  const offsets = new Map<number, number>();
  for (let partition = 0; partition < topic.partitions; partition++) {
    const start = starts.startOf(topic.name, partition, group);
    if (start !== null) offsets.set(partition, start);
  }
  if (offsets.size === 0) return;
  const member = new KafkaMember({
    kafka: createKafka(target.connection, target.logger),
    groupId: `${topic.kafkaName}.${group}`,
    topic,
    session: target.session ?? SESSION,
    startsOf: async () => offsets,
    extentOf: async () => ({ oldest: 0, end: 0 }),
    missed: () => undefined,
    cutBack: () => undefined,
  });
  try {
    await member.join();
    await member.commit(offsets);
  } finally {
    await member.leave();
  }
}

function wanted(open: ReadonlyMap<string, OpenTopic>, name: string): OpenTopic {
  const topic = open.get(name);
  if (topic) return topic;
  throw new OperatingError(`Cannot restore the topic ${name}, which this Vigie does not know`, {
    retryable: false,
    hint: "run the version of Vigie that made the backup, or a newer one",
  });
}

function usedError(topic: string, prefix: string): OperatingError {
  return new OperatingError(`Cannot restore into the topic ${topic} as it has records`, {
    retryable: false,
    hint: `name another log.prefix, or delete what is there: kafka-topics --delete --topic '${prefix}vigie\\..*'`,
  });
}

function runsError(topic: string): OperatingError {
  return new OperatingError(`Cannot restore into the topic ${topic} as a Vigie reads it`, {
    retryable: true,
    hint: "stop every `vigie up` on this log, and wait for log.session where one was killed",
  });
}
