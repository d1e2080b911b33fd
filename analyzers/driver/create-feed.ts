import type { Consumer, EventLog, LogRecord, Topic } from "../../platform/log/event-log.ts";
import { createNoticeGate } from "./create-notice-gate.ts";
import type { Item } from "./read-record.ts";

const BATCH_RECORDS_MAX = 1_000;

type Options = {
  readonly log: EventLog;
  readonly topic: Topic;
  /** A member that holds all of the topic. */
  readonly consumer: Consumer;
  readonly read: (record: LogRecord) => Item | null;
};

/** One topic, first as history and then as it grows, each record once. */
export type Feed = {
  readonly history: (nowMs: number) => AsyncIterable<Item>;
  /** What came since; null where nothing did. */
  readonly poll: (nowMs: number) => Promise<readonly Item[] | null>;
  readonly commit: () => Promise<void>;
  /** How many records could not be read so far. */
  readonly skipped: () => number;
};

export function createFeed({ log, topic, consumer, read }: Options): Feed {
  const gate = createNoticeGate(consumer.held());
  const seen = new Map<number, number>();
  let skipped = 0;

  /** A record that was replayed and never committed comes again. */
  function readNew(record: LogRecord): readonly Item[] {
    if (record.offset <= (seen.get(record.partition) ?? -1)) return [];
    seen.set(record.partition, record.offset);
    const item = read(record);
    if (item) return gate.offer(record, item);
    skipped++;
    return [];
  }

  async function* history(nowMs: number): AsyncIterable<Item> {
    for await (const record of log.replay(topic)) yield* readNew(record);
    yield* gate.release(nowMs);
  }

  async function poll(nowMs: number): Promise<readonly Item[] | null> {
    const records = await consumer.poll(BATCH_RECORDS_MAX);
    if (records.length > 0) return records.flatMap(readNew);
    const waited = gate.release(nowMs);
    return waited.length > 0 ? waited : null;
  }

  return { history, poll, commit: () => consumer.commit(), skipped: () => skipped };
}
