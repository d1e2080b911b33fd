import type { Admin } from "kafkajs";
import { OperatingError } from "../../errors/operating-error.ts";
import { LogFileWriter } from "../copies/log-file-writer.ts";
import type { Topic } from "../event-log.ts";
import { createKafka } from "./create-kafka.ts";
import { type GroupOffsets, readGroupOffsets } from "./group-offsets.ts";
import { KafkaClient } from "./kafka-client.ts";
import { type KafkaLogOptions, openKafkaLog } from "./open-kafka-log.ts";

export type KafkaCopyOptions = Omit<KafkaLogOptions, "topics"> & {
  /** What is derived from another topic comes before it. */
  readonly topics: readonly Topic[];
};

export type KafkaCopy = {
  /** Told how many records are copied, now and then. */
  readonly writeTo: (file: string, onRecords?: (records: number) => void) => Promise<void>;
};

type Found = { readonly topic: Topic; readonly offsets: GroupOffsets };

const TOLD_EVERY_RECORDS = 1_000;

/**
 * Notes where the groups of each topic are now. What is written afterwards, at any time, is all of
 * each topic as far as it goes by then, as a file of the embedded log that has the groups there:
 * what came between is delivered again, and nothing is lost. Nothing is created.
 */
export async function beginKafkaCopy(options: KafkaCopyOptions): Promise<KafkaCopy> {
  const found = await noteGroups(options);
  if (found.length === 0)
    throw new OperatingError(
      `Cannot copy the log as there are no topics ${options.prefix}vigie.*`,
      {
        retryable: false,
        hint: "check log.brokers and log.prefix, and that the account may read these topics",
      },
    );
  return {
    writeTo: async (file, onRecords = () => undefined) => {
      const { topics: _, ...settings } = options;
      const log = await openKafkaLog(settings);
      using writer = new LogFileWriter(file);
      try {
        let records = 0;
        for (const { topic, offsets } of found) {
          const { name } = topic;
          const partitions = options.partitions ?? topic.partitions;
          writer.addTopic({ name, partitions, groups: [...offsets.keys()] });
          for await (const record of log.replay(topic)) {
            writer.add({ ...record, notDoneBy: whoIsNotDone(offsets, record) });
            if (++records % TOLD_EVERY_RECORDS === 0) onRecords(records);
          }
        }
        writer.finish();
      } finally {
        await log.close();
      }
    },
  };
}

async function noteGroups(options: KafkaCopyOptions): Promise<readonly Found[]> {
  const kafka = createKafka(options.connection, options.logger);
  const client = new KafkaClient<Admin>(() => kafka.admin());
  try {
    return await client.repeat("find where the log's groups are", async (admin) => {
      const names = new Set(await admin.listTopics());
      const found: Found[] = [];
      for (const topic of options.topics) {
        const kafkaName = `${options.prefix}${topic.name}`;
        if (!names.has(kafkaName)) continue;
        found.push({ topic, offsets: await readGroupOffsets(admin, { kafkaName }) });
      }
      return found;
    });
  } finally {
    await client.close();
  }
}

type Place = { readonly partition: number; readonly offset: number };

function whoIsNotDone(offsets: GroupOffsets, { partition, offset }: Place): readonly string[] {
  return [...offsets.keys()].filter((group) => offset >= (offsets.get(group)?.get(partition) ?? 0));
}
