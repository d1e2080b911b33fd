import type { FiledRecord, FiledTopic, LogFileReader } from "./log-file-reader.ts";

export type Placing = {
  /** How many partitions a topic has where it goes. */
  readonly partitionsOf: (topic: string, before: number) => number;
  /** Where a key lies among so many. */
  readonly partitionOfKey: (key: string, partitions: number) => number;
  /** Whether a topic with as many partitions as before has each key where it was. */
  readonly keepsPlaces: boolean;
  /** Whether an entry was for every partition. */
  readonly isForAll: (record: FiledRecord) => boolean;
};

/**
 * The records of a log and the partitions that each has in another, in order. What was for every
 * partition is so again, once, where the last of its copies lay: behind all that it covers.
 */
export function* placeAgain(
  file: LogFileReader,
  { partitionsOf, partitionOfKey, keepsPlaces, isForAll }: Placing,
): Generator<{ readonly record: FiledRecord; readonly partitions: readonly number[] }> {
  const placers = new Map(
    [...file.topics.values()].map(({ name, partitions: before }) => {
      const after = partitionsOf(name, before);
      const all = Array.from({ length: after }, (_, partition) => partition);
      const isMerged = before > 1;
      const place = (record: FiledRecord): readonly number[] => {
        if (keepsPlaces && before === after) return [record.partition];
        if ((isMerged || after > 1) && isForAll(record))
          return isMerged && file.hasTwinBehind(record) ? [] : all;
        return [partitionOfKey(record.key, after)];
      };
      return [name, place];
    }),
  );
  const isMoved = ({ name, partitions }: FiledTopic) =>
    partitions > 1 && !(keepsPlaces && partitionsOf(name, partitions) === partitions);
  if ([...file.topics.values()].some(isMoved)) file.indexInstants();
  for (const record of file.records()) {
    const partitions = placers.get(record.topic)?.(record) ?? [];
    if (partitions.length > 0) yield { record, partitions };
  }
}
