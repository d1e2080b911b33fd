import type { Consumer, EventLog, LogRecord, Topic } from "../../platform/log/event-log.ts";
import type { PassOver } from "../passed-over/passed-over.ts";
import { createNoticeGate, type KeptGate } from "./create-notice-gate.ts";
import type { Item } from "./read-record.ts";
import { type Anchor, type Anchors, anchorOf, LogDisagrees, replayAfter } from "./replay-after.ts";

const BATCH_RECORDS_MAX = 1_000;

type Options = {
  readonly log: EventLog;
  readonly topic: Topic;
  /** A member that holds all of the topic. */
  readonly consumer: Consumer;
  readonly read: (record: LogRecord) => Item | null;
  readonly passOver: PassOver;
  /** How far it was read before; absent where it is read from its begin. */
  readonly before?: KeptFeed;
};

/** How far a topic was read, as plain data. */
export type KeptFeed = { readonly anchors: Anchors; readonly gate: KeptGate };

/** One topic, first as history and then as it grows, each record once. */
export type Feed = {
  readonly history: (nowMs: number) => AsyncIterable<Item>;
  /** What came since; null where nothing did. */
  readonly poll: (nowMs: number) => Promise<readonly Item[] | null>;
  readonly commit: () => Promise<void>;
  /** How many records could not be read so far. */
  readonly skipped: () => number;
  readonly remember: () => KeptFeed;
};

export function createFeed({ log, topic, consumer, read, passOver, before }: Options): Feed {
  const held = new Set(consumer.held());
  if (before && held.symmetricDifference(new Set(before.gate.queues.keys())).size > 0)
    throw new LogDisagrees(`${topic.name} has other partitions than when it was read`);
  const gate = createNoticeGate(consumer.held(), { waiting: before?.gate, passOver });
  const anchors: Anchors = before?.anchors ?? new Map<number, Anchor>();
  const seen = new Map([...anchors].map(([partition, { offset }]) => [partition, offset]));
  const last = new Map<number, LogRecord>();
  let skipped = 0;

  /** A record that was replayed and never committed comes again. */
  function readNew(record: LogRecord): readonly Item[] {
    if (record.offset <= (seen.get(record.partition) ?? -1)) return [];
    seen.set(record.partition, record.offset);
    last.set(record.partition, record);
    const item = read(record);
    if (item) return gate.offer(record, item);
    skipped++;
    return [];
  }

  async function* history(nowMs: number): AsyncIterable<Item> {
    for await (const record of replayAfter(log, topic, anchors)) yield* readNew(record);
    yield* gate.release(nowMs);
  }

  async function poll(nowMs: number): Promise<readonly Item[] | null> {
    const records = await consumer.poll(BATCH_RECORDS_MAX);
    if (records.length > 0) return records.flatMap(readNew);
    const waited = gate.release(nowMs);
    return waited.length > 0 ? waited : null;
  }

  function remember(): KeptFeed {
    const newer = [...last].map(([partition, record]) => [partition, anchorOf(record)] as const);
    return { anchors: new Map([...anchors, ...newer]), gate: gate.waiting };
  }

  return { history, poll, commit: () => consumer.commit(), skipped: () => skipped, remember };
}
