import kafkajs, { type Admin } from "kafkajs";
import { OperatingError } from "../../errors/operating-error.ts";
import type { Topic } from "../event-log.ts";
import { kafkaError } from "./kafka-error.ts";

const REPLICAS_DEFAULT_MAX = 3;
/** What the intake lets in at most, and a little more. */
const RECORD_BYTES_MAX = 17 * 2 ** 20;
/** An event of 1 MiB whose numbers are written out, 1e20 as 21 digits, and its frame. */
const RECORD_BYTES_MIN = 5 * 2 ** 20;
/** Kafka's default of max.message.bytes. */
const BATCH_BYTES_DEFAULT = 1_048_588;
const FOREVER = "-1";

export type TopicSettings = {
  /** Before the name of every topic and group. */
  readonly prefix: string;
  /** Of every topic; its own number unless said. */
  readonly partitions?: number;
  /** As many as there are brokers, and three at most, unless said. */
  readonly replication?: number;
  /** `Infinity` keeps all. */
  readonly retentionMs: number;
  readonly compression: "zstd" | "gzip";
};

/** A topic that is there and as it must be. */
export type OpenTopic = Topic & {
  /** With the prefix. */
  readonly kafkaName: string;
  /** What one batch, and so one record, may have. */
  readonly batchBytesMax: number;
};

/** Creates the topic where it is absent, and checks it: history must stay, and a key its place. */
export async function openTopic(
  admin: Admin,
  topic: Topic,
  settings: TopicSettings,
): Promise<OpenTopic> {
  const kafkaName = `${settings.prefix}${topic.name}`;
  const partitions = settings.partitions ?? topic.partitions;
  if (!(await admin.listTopics()).includes(kafkaName))
    await during(`create ${kafkaName}`, () =>
      createTopic(admin, { kafkaName, partitions }, settings),
    );
  // Fails where a leader doesn't know yet that it is one, and is repeated then: of a send to it
  // all partitions would be sent again, and those that it knows would have it twice.
  await admin.fetchTopicOffsets(kafkaName);
  return checkTopic(admin, { ...topic, partitions, kafkaName }, settings);
}

/** Whether a topic is as it must be, which whoever runs the cluster may have changed. */
export async function checkTopic(
  admin: Admin,
  { name, kafkaName, partitions }: Omit<OpenTopic, "batchBytesMax">,
  settings: TopicSettings,
): Promise<OpenTopic> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [kafkaName] });
  checkPartitions(kafkaName, topics[0]?.partitions.length ?? 0, partitions);
  const config = await during(`read the settings of ${kafkaName}`, () =>
    readConfig(admin, kafkaName),
  );
  checkConfig(kafkaName, config, settings);
  return { name, partitions, kafkaName, batchBytesMax: batchBytesMaxOf(config) };
}

/** Each of these takes a right of its own. */
async function during<R>(doing: string, work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    throw kafkaError(doing, error);
  }
}

async function createTopic(
  admin: Admin,
  { kafkaName, partitions }: { readonly kafkaName: string; readonly partitions: number },
  { replication, retentionMs, compression }: TopicSettings,
): Promise<void> {
  const { brokers } = await admin.describeCluster();
  const replicas = replication ?? Math.min(REPLICAS_DEFAULT_MAX, brokers.length);
  const config = {
    "cleanup.policy": "delete",
    "retention.ms": Number.isFinite(retentionMs) ? String(retentionMs) : FOREVER,
    // These three are as the brokers have them where they are not said.
    "retention.bytes": FOREVER,
    "message.timestamp.type": "CreateTime",
    "unclean.leader.election.enable": "false",
    "min.insync.replicas": String(Math.max(1, replicas - 1)),
    "max.message.bytes": String(RECORD_BYTES_MAX),
    // The broker repacks what others send in Snappy or LZ4, which kafkajs cannot read.
    "compression.type": compression,
    // Records carry the appender's clock; clocks that differ are Vigie's to find, not the broker's.
    "message.timestamp.after.max.ms": String(Number.MAX_SAFE_INTEGER),
  };
  await admin.createTopics({
    topics: [
      {
        topic: kafkaName,
        numPartitions: partitions,
        replicationFactor: replicas,
        configEntries: Object.entries(config).map(([name, value]) => ({ name, value })),
      },
    ],
  });
}

async function readConfig(admin: Admin, name: string): Promise<ReadonlyMap<string, string>> {
  const configNames = ["cleanup.policy", "retention.ms", "retention.bytes", "max.message.bytes"];
  const { resources } = await admin.describeConfigs({
    resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name, configNames }],
    includeSynonyms: false,
  });
  return new Map(
    resources.flatMap(({ configEntries }) =>
      configEntries.map(({ configName, configValue }) => [configName, configValue] as const),
    ),
  );
}

function batchBytesMaxOf(config: ReadonlyMap<string, string>): number {
  return Number(config.get("max.message.bytes") ?? BATCH_BYTES_DEFAULT);
}

function checkPartitions(name: string, found: number, wanted: number): void {
  if (found === wanted) return;
  throw new OperatingError(
    `Cannot use topic ${name} with ${wanted} partitions as the cluster has it with ${found}`,
    { retryable: false, hint: "keep the number of partitions; the order of a key depends on it" },
  );
}

function checkConfig(
  name: string,
  config: ReadonlyMap<string, string>,
  { retentionMs }: TopicSettings,
): void {
  if (config.get("cleanup.policy")?.includes("compact"))
    throw new OperatingError(`Cannot use topic ${name} as it is compacted: history must stay`, {
      retryable: false,
      hint: "set its cleanup.policy to delete",
    });
  const found = config.get("retention.ms") ?? FOREVER;
  if (found !== FOREVER && Number(found) < retentionMs)
    throw new OperatingError(
      `Cannot use topic ${name} as it keeps records for ${found} ms instead of ${retentionMs}`,
      { retryable: false, hint: "raise its retention.ms, or lower log.keep" },
    );
  const bytes = config.get("retention.bytes") ?? FOREVER;
  if (bytes !== FOREVER)
    throw new OperatingError(
      `Cannot use topic ${name} as it keeps no more than ${bytes} bytes a partition`,
      { retryable: false, hint: "set its retention.bytes to -1: log.keep says how long they stay" },
    );
  const batchBytesMax = batchBytesMaxOf(config);
  if (batchBytesMax < RECORD_BYTES_MIN)
    throw new OperatingError(
      `Cannot use topic ${name} as it takes records of ${batchBytesMax} bytes at most, and one may ` +
        `have ${RECORD_BYTES_MIN}`,
      { retryable: false, hint: `set its max.message.bytes to ${RECORD_BYTES_MAX}` },
    );
}
