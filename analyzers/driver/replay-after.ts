import { hash } from "node:crypto";
import type { EventLog, LogRecord, Topic } from "../../platform/log/event-log.ts";

/** The last record that was read of a partition, by which it is known again. */
export type Anchor = { readonly offset: number; readonly digest: string };

/** By partition. */
export type Anchors = ReadonlyMap<number, Anchor>;

/** The log is not the one that was read, or no longer has what was read last. */
export class LogDisagrees extends Error {}

export function anchorOf({ offset, key, value, appendedAtMs }: LogRecord): Anchor {
  return { offset, digest: hash("sha256", JSON.stringify([key, value, appendedAtMs])) };
}

/** All that came after what was read. Fails, at the latest at its end, where that is not there. */
export async function* replayAfter(
  log: EventLog,
  topic: Topic,
  anchors: Anchors,
): AsyncGenerator<LogRecord> {
  const missing = new Map(anchors);
  const from = new Map([...anchors].map(([partition, { offset }]) => [partition, offset]));
  for await (const record of log.replay(topic, from)) {
    const anchor = missing.get(record.partition);
    if (!anchor) {
      yield record;
      continue;
    }
    if (anchorOf(record).digest !== anchor.digest || record.offset !== anchor.offset)
      throw disagree(topic, record.partition, anchor);
    missing.delete(record.partition);
  }
  for (const [partition, anchor] of missing) throw disagree(topic, partition, anchor);
}

/** The oldest offset that each of some partitions has; none of one that is empty. */
export async function readBegins(
  log: EventLog,
  topic: Topic,
  partitions: ReadonlySet<number>,
): Promise<ReadonlyMap<number, number>> {
  const unseen = new Set(partitions);
  const begins = new Map<number, number>();
  if (unseen.size === 0) return begins;
  for await (const { partition, offset } of log.replay(topic)) {
    if (unseen.delete(partition)) begins.set(partition, offset);
    if (unseen.size === 0) break;
  }
  return begins;
}

function disagree({ name }: Topic, partition: number, { offset }: Anchor): LogDisagrees {
  return new LogDisagrees(
    `record ${offset} of partition ${partition} of ${name} is not there, or is another`,
  );
}
