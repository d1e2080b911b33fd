/**
 * What one poll gives ends with the record by which its values have so many characters, up to two
 * bytes of memory each: an event may have 2^20 of them.
 */
export const POLLED_CHARACTERS_MAX = 4 * 2 ** 20;

/** One entry of a topic, as it lies in the log. */
export type LogRecord = {
  readonly topic: string;
  readonly partition: number;
  /** Position in its partition, from 0, without meaning beyond order; gaps are allowed. */
  readonly offset: number;
  readonly key: string;
  readonly value: string;
  /** When it was appended, by the appender's clock; 0 where another program left that out. */
  readonly appendedAtMs: number;
  /** As its entry had it; what others wrote may be no traceparent, and then belongs to no trace. */
  readonly traceparent?: string;
};

export type Entry = {
  readonly key: string;
  readonly value: string;
  /** A copy for every partition instead of the key's own: heartbeats. */
  readonly everyPartition?: true;
  /** The span within which it is appended, as https://www.w3.org/TR/trace-context writes it. */
  readonly traceparent?: string;
};

export type Topic = {
  readonly name: string;
  readonly partitions: number;
  /**
   * Whether the embedded log adds the partitions that it lacks. A key may then lie in two of them,
   * so that what was appended before may be done beside what was appended after.
   */
  readonly grows?: boolean;
};

/** What a member's group has not committed, of the partitions that the member holds. */
export type Lag = {
  readonly records: number;
  /** When the oldest was appended; null where none is, it was not read yet, or has no instant. */
  readonly oldestAtMs: number | null;
};

/**
 * Where a consumer's polls had come to when it was asked, by a number of the adapter's own for each
 * partition. It is to be given back itself: a copy is another.
 */
export type Mark = ReadonlyMap<number, number>;

export type Consumer = {
  /**
   * Up to `recordsMax` records of the partitions this member holds, in order within each partition,
   * after those polled before; fewer where they are long, empty when there is nothing new. Never
   * waits for more.
   */
  readonly poll: (recordsMax: number) => Promise<readonly LogRecord[]>;
  /** For a commit of what was polled so far while more is polled: reading ahead of the work. */
  readonly mark: () => Mark;
  /**
   * Everything polled so far, or before the mark, is done: a later member of the group starts after
   * it. What was polled and not committed comes again. Fails with `OperatingError` when the
   * partitions were taken by another member meanwhile; what was read ahead then comes again too.
   */
  readonly commit: (mark?: Mark) => Promise<void>;
  readonly lag: () => Promise<Lag>;
  /**
   * The partitions that this member holds now; none while others hold them all. Fails with
   * `OperatingError` where the membership has ended: the stage closes it, and opens another.
   */
  readonly held: () => readonly number[];
  /** Leaves the group at once, committing nothing. */
  readonly close: () => Promise<void>;
};

export type ConsumeOptions = {
  /**
   * For a group that needs all of a topic in one place: one member holds every partition, and the
   * others stand by until it has gone. Its polls keep `replay`'s order across partitions; an empty
   * one has read all that was there when it was asked, and waits for what lies there. Losing what
   * it held ends the membership, and so does a partition that begins anew.
   */
  readonly whole?: boolean;
};

/** The event log: at least once, in order within a key, kept as history. */
export type EventLog = {
  /** Durable before it resolves: all entries, or none. */
  readonly append: (topic: Topic, entries: readonly Entry[]) => Promise<void>;
  readonly consume: (topic: Topic, group: string, options?: ConsumeOptions) => Promise<Consumer>;
  /**
   * All that is in the topic now, from the oldest kept, without a group; in append order where one
   * partition or the embedded log holds it, else by when it was appended, each partition in its own
   * order.
   */
  readonly replay: (topic: Topic, from?: ReadonlyMap<number, number>) => AsyncIterable<LogRecord>;
  /** Forgets what was appended before `beforeMs`; resolves to how many records went. */
  readonly trim: (topic: Topic, beforeMs: number) => Promise<number>;
  readonly close: () => Promise<void>;
};
