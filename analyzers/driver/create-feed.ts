import type { Consumer, EventLog, LogRecord, Topic } from "../../platform/log/event-log.ts";
import type { Item } from "./read-record.ts";

const BATCH_RECORDS_MAX = 1_000;

type Options = {
  readonly log: EventLog;
  readonly topic: Topic;
  readonly group: string;
  readonly read: (record: LogRecord) => Item | null;
};

/** One topic, first as history and then as it grows, each record once. */
export type Feed = {
  readonly history: () => AsyncIterable<Item>;
  /** What came since; null where nothing did. */
  readonly poll: () => Promise<readonly Item[] | null>;
  readonly commit: () => Promise<void>;
  readonly close: () => Promise<void>;
  /** How many records could not be read so far. */
  readonly skipped: () => number;
};

export async function createFeed({ log, topic, group, read }: Options): Promise<Feed> {
  const consumer: Consumer = await log.consume(topic, group);
  const seen = new Map<number, number>();
  let skipped = 0;

  /** A record that was replayed and never committed comes again. */
  function readNew(record: LogRecord): Item | null {
    if (record.offset <= (seen.get(record.partition) ?? -1)) return null;
    seen.set(record.partition, record.offset);
    const item = read(record);
    if (!item) skipped++;
    return item;
  }

  async function* history(): AsyncIterable<Item> {
    for await (const record of log.replay(topic)) {
      const item = readNew(record);
      if (item) yield item;
    }
  }

  async function poll(): Promise<readonly Item[] | null> {
    const records = await consumer.poll(BATCH_RECORDS_MAX);
    if (records.length === 0) return null;
    return records.flatMap((record) => readNew(record) ?? []);
  }

  return {
    history,
    poll,
    commit: () => consumer.commit(),
    close: () => consumer.close(),
    skipped: () => skipped,
  };
}
