import type { Admin } from "kafkajs";
import type { Offsets } from "./kafka-member.ts";
import type { OpenTopic } from "./open-topic.ts";

export type Extent = { readonly oldest: number; readonly end: number };

/** From the oldest offset that each partition has to the one that comes next. */
export async function readExtents(
  admin: Admin,
  { kafkaName }: Pick<OpenTopic, "kafkaName">,
): Promise<ReadonlyMap<number, Extent>> {
  const offsets = await admin.fetchTopicOffsets(kafkaName);
  return new Map(
    offsets.map(({ partition, low, high }) => [
      partition,
      { oldest: Number(low), end: Number(high) },
    ]),
  );
}

/** What a group has committed of each partition of which it has committed anything. */
export async function readCommitted(
  admin: Admin,
  topic: Pick<OpenTopic, "kafkaName">,
  groupId: string,
): Promise<Offsets> {
  const committed = await admin.fetchOffsets({ groupId, topics: [topic.kafkaName] });
  const offsets = committed.flatMap(({ partitions }) =>
    partitions.map(({ partition, offset }) => [partition, Number(offset)] as const),
  );
  return new Map(offsets.filter(([, offset]) => offset >= 0));
}

/**
 * Deletes what was appended before the first record of `beforeMs` or later in each partition;
 * resolves to how many records went.
 */
export async function trimTopic(admin: Admin, topic: OpenTopic, beforeMs: number): Promise<number> {
  // Before the search by time, so that what is appended meanwhile stays.
  const extents = await readExtents(admin, topic);
  const found = await admin.fetchTopicOffsetsByTimestamp(topic.kafkaName, beforeMs);
  const cuts = found.flatMap(({ partition, offset }) => {
    const { oldest, end } = extents.get(partition) ?? { oldest: 0, end: 0 };
    const cut = Math.min(Number(offset), end);
    return cut > oldest ? [{ partition, oldest, cut }] : [];
  });
  if (cuts.length === 0) return 0;
  await admin.deleteTopicRecords({
    topic: topic.kafkaName,
    partitions: cuts.map(({ partition, cut }) => ({ partition, offset: String(cut) })),
  });
  return cuts.reduce((sum, { cut, oldest }) => sum + cut - oldest, 0);
}
