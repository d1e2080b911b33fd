import { hash } from "node:crypto";
import { OperatingError } from "../errors/operating-error.ts";
import type { Database, DatabaseRow } from "../sqlite/database.ts";
import type { Entry, Lag, LogRecord, Topic } from "./event-log.ts";

const TRIM_BATCH_RECORDS = 10_000;
/** Counting so many takes some milliseconds, in which nothing else is done. */
const LAG_COUNTED_MAX = 100_000;

export type Stream = { readonly id: number; readonly topic: string; readonly partition: number };

type Wanted = {
  readonly afterOffset: number;
  readonly recordsMax: number;
  /** Of their values; the one by which there are so many is the last. */
  readonly charactersMax: number;
};

export type Page = {
  readonly records: readonly LogRecord[];
  readonly characters: number;
  /** The stream may have more behind them. */
  readonly isCut: boolean;
};

/** The topic's streams in order of partition, made at its first use, or as the topic grows. */
export function openStreams(database: Database, topic: Topic): readonly Stream[] {
  const known = selectStreams(database, topic.name);
  if (known.length > 0 && !lacks(known, topic)) return checked(known, topic);
  return database.transact(() => {
    const found = selectStreams(database, topic.name);
    if (found.length === 0 || lacks(found, topic))
      for (let partition = found.length; partition < topic.partitions; partition++)
        database.run("insert into streams (topic, partition) values (?, ?)", topic.name, partition);
    return checked(selectStreams(database, topic.name), topic);
  });
}

function lacks(known: readonly Stream[], { partitions, grows = false }: Topic): boolean {
  return grows && known.length < partitions;
}

/** Must run in a transaction. */
export function insertEntries(
  database: Database,
  streams: readonly Stream[],
  entries: readonly Entry[],
  appendedAtMs: number,
): void {
  for (const { key, value, everyPartition, traceparent = null } of entries)
    for (const stream of everyPartition ? streams : streamsOfKey(streams, key))
      database.run(
        `insert into records (stream, key, value, appended_at_ms, traceparent)
         values (?, ?, ?, ?, ?)`,
        stream.id,
        key,
        value,
        appendedAtMs,
        traceparent,
      );
}

/** Records of one stream after an offset, in order; the first of them however long it is. */
export function readRecords(
  database: Database,
  stream: Stream,
  { afterOffset, recordsMax, charactersMax }: Wanted,
): Page {
  const records: LogRecord[] = [];
  let characters = 0;
  for (const row of database.iterate(
    `select "offset", key, value, appended_at_ms, traceparent from records
     where stream = ? and "offset" > ? order by "offset" limit ?`,
    stream.id,
    afterOffset,
    recordsMax,
  )) {
    const record = toRecord(stream, row);
    records.push(record);
    characters += record.value.length;
    if (characters >= charactersMax) break;
  }
  const isCut = records.length === recordsMax || characters >= charactersMax;
  return { records, characters, isCut };
}

/** What a stream has after an offset. Beyond a bound `records` is only no less than there are. */
export function measureLag(database: Database, stream: Stream, afterOffset: number): Lag {
  const oldest = database.get(
    `select appended_at_ms from records
     where stream = ? and "offset" > ? order by "offset" limit 1`,
    stream.id,
    afterOffset,
  );
  if (!oldest) return { records: 0, oldestAtMs: null };
  const counted = database.get(
    `select count(*) as records from (
       select 1 from records where stream = ? and "offset" > ? limit ?)`,
    stream.id,
    afterOffset,
    LAG_COUNTED_MAX,
  );
  const records = Number(counted?.["records"]);
  return {
    // Offsets count the records of all streams.
    records: records < LAG_COUNTED_MAX ? records : lastOffset(database) - afterOffset,
    oldestAtMs: Number(oldest["appended_at_ms"]),
  };
}

/** The newest offset of the whole log; 0 if it is empty. */
export function lastOffset(database: Database): number {
  return Number(database.get('select max("offset") as last from records')?.["last"] ?? 0);
}

/**
 * Forgets the records of a stream before its first that was appended at or after `beforeMs`;
 * a batch at a time, so that others may append meanwhile.
 */
export function trimStream(database: Database, stream: Stream, beforeMs: number): number {
  const first = database.get(
    `select "offset" from records
     where stream = ? and appended_at_ms >= ? order by "offset" limit 1`,
    stream.id,
    beforeMs,
  );
  const endOffset = Number(first?.["offset"] ?? lastOffset(database) + 1);
  let trimmed = 0;
  for (let went = -1; went !== 0; trimmed += went)
    went = database.run(
      `delete from records where "offset" in (
         select "offset" from records where stream = ? and "offset" < ? limit ?)`,
      stream.id,
      endOffset,
      TRIM_BATCH_RECORDS,
    );
  return trimmed;
}

function selectStreams(database: Database, topic: string): readonly Stream[] {
  return database
    .all("select id, partition from streams where topic = ? order by partition", topic)
    .map((row) => ({ id: Number(row["id"]), topic, partition: Number(row["partition"]) }));
}

function checked(streams: readonly Stream[], topic: Topic): readonly Stream[] {
  if (streams.length === topic.partitions) return streams;
  throw new OperatingError(
    `Cannot use topic ${topic.name} with ${topic.partitions} partitions as the log has it ` +
      `with ${streams.length}`,
    { retryable: false, hint: "keep the number of partitions; the order of a key depends on it" },
  );
}

/** Where an entry lies in a topic of so many partitions. */
export function partitionOfKey(key: string, partitions: number): number {
  return partitions === 1 ? 0 : hash("sha1", key, "buffer").readUInt32BE(0) % partitions;
}

function streamsOfKey(streams: readonly Stream[], key: string): readonly Stream[] {
  const index = partitionOfKey(key, streams.length);
  return streams.slice(index, index + 1);
}

function toRecord({ topic, partition }: Stream, row: DatabaseRow): LogRecord {
  return {
    topic,
    partition,
    offset: Number(row["offset"]),
    key: String(row["key"]),
    value: String(row["value"]),
    appendedAtMs: Number(row["appended_at_ms"]),
    ...(row["traceparent"] && { traceparent: String(row["traceparent"]) }),
  };
}
