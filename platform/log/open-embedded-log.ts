import type { Clock } from "../clock/clock.ts";
import { OperatingError } from "../errors/operating-error.ts";
import { Database } from "../sqlite/database.ts";
import { migrateDatabase } from "../sqlite/migrate-database.ts";
import { readMigrations } from "../sqlite/read-migrations.ts";
import { EmbeddedConsumer } from "./embedded-consumer.ts";
import { embeddedLogFile } from "./embedded-log-file.ts";
import { EMBEDDED_LOG_MIGRATIONS } from "./embedded-log-migrations.ts";
import {
  type ConsumeOptions,
  type Entry,
  type EventLog,
  type LogRecord,
  POLLED_CHARACTERS_MAX,
  type Topic,
} from "./event-log.ts";
import { LEASE_MS } from "./log-groups.ts";
import {
  insertEntries,
  lastOffset,
  openStreams,
  readRecords,
  type Stream,
  trimStream,
} from "./log-records.ts";

const BEAT_EVERY_MS = LEASE_MS / 3;
/** Beyond it appending fails as on a full disk, unless another bound was given. */
export const EMBEDDED_BYTES_MAX = 64 * 2 ** 30;
const REPLAY_PAGE_RECORDS = 1_000;

type Options = {
  readonly directory: string;
  readonly clock: Clock;
  /** Beyond it appending fails as on a full disk, until something is trimmed. */
  readonly bytesMax?: number;
};

/**
 * The event log in one SQLite file below `directory`, shared by any number of processes of one
 * machine.
 */
export async function openEmbeddedLog(options: Options): Promise<EventLog> {
  return new EmbeddedLog(options);
}

type Span = {
  readonly afterOffset: number;
  readonly untilOffset: number;
  /** Of what is read at once. */
  readonly charactersMax: number;
};

function refuseNewer(database: Database): void {
  const known = new Set(EMBEDDED_LOG_MIGRATIONS.map(({ name }) => name));
  const newer = readMigrations(database).filter((name) => !known.has(name));
  if (newer.length === 0) return;
  throw new OperatingError(
    `Cannot use the log as it has migrations of a newer Vigie: ${newer.join(", ")}`,
    { retryable: false, hint: "run the version of Vigie that made it, or a newer one" },
  );
}

class EmbeddedLog implements EventLog {
  readonly #clock: Clock;
  readonly #database: Database;
  readonly #streams = new Map<string, readonly Stream[]>();
  readonly #consumers = new Set<EmbeddedConsumer>();
  readonly #heartbeat: { readonly stop: () => Promise<void> };
  /** Counts what this connection changed; SQLite itself tells what others did. */
  #changes = 0;
  /** The stamp when each of our members was last seen to be alone: nobody waits for a beat. */
  #aloneStamp: number | null = null;

  constructor({ directory, clock, bytesMax = EMBEDDED_BYTES_MAX }: Options) {
    this.#clock = clock;
    this.#database = new Database(embeddedLogFile(directory), { bytesMax });
    try {
      migrateDatabase(this.#database, EMBEDDED_LOG_MIGRATIONS);
      refuseNewer(this.#database);
    } catch (error) {
      this.#database.close();
      throw error;
    }
    this.#heartbeat = clock.every(BEAT_EVERY_MS, async () => this.#beat());
  }

  async append(topic: Topic, entries: readonly Entry[]): Promise<void> {
    if (entries.length === 0) return;
    const streams = this.#open(topic);
    const atMs = this.#clock.nowMs();
    this.#database.transact(() => insertEntries(this.#database, streams, entries, atMs));
    this.#changes++;
  }

  async consume(
    topic: Topic,
    group: string,
    { whole = false }: ConsumeOptions = {},
  ): Promise<EmbeddedConsumer> {
    const consumer: EmbeddedConsumer = new EmbeddedConsumer({
      database: this.#database,
      group: { topic: topic.name, name: group, streams: this.#open(topic), whole },
      nowMs: this.#clock.nowMs,
      stamp: () => this.#stamp(),
      changed: () => this.#changes++,
      left: () => this.#consumers.delete(consumer),
    });
    this.#consumers.add(consumer);
    return consumer;
  }

  async *replay(topic: Topic, from?: ReadonlyMap<number, number>): AsyncGenerator<LogRecord> {
    const untilOffset = lastOffset(this.#database);
    const streams = this.#open(topic);
    const charactersMax = POLLED_CHARACTERS_MAX / streams.length;
    const heads = streams.map((stream) => {
      const afterOffset = (from?.get(stream.partition) ?? 0) - 1;
      const pages = this.#pages(stream, { afterOffset, untilOffset, charactersMax });
      return { pages, next: pages.next() };
    });
    for (;;) {
      let first: (typeof heads)[number] | undefined;
      for (const head of heads)
        if (!head.next.done && offsetOf(head.next) < (first ? offsetOf(first.next) : Infinity))
          first = head;
      if (!first || first.next.done) return;
      yield first.next.value;
      first.next = first.pages.next();
    }
  }

  async trim(topic: Topic, beforeMs: number): Promise<number> {
    return this.#open(topic).reduce(
      (trimmed, stream) => trimmed + trimStream(this.#database, stream, beforeMs),
      0,
    );
  }

  async close(): Promise<void> {
    await this.#heartbeat.stop();
    for (const consumer of this.#consumers) await consumer.close();
    this.#database.close();
  }

  #open(topic: Topic): readonly Stream[] {
    const streams = this.#streams.get(topic.name) ?? openStreams(this.#database, topic);
    this.#streams.set(topic.name, streams);
    return streams;
  }

  *#pages(stream: Stream, { untilOffset, ...span }: Span): Generator<LogRecord> {
    const recordsMax = REPLAY_PAGE_RECORDS;
    for (let { afterOffset } = span; ; ) {
      const page = readRecords(this.#database, stream, { ...span, afterOffset, recordsMax });
      for (const record of page.records) {
        if (record.offset > untilOffset) return;
        yield record;
        afterOffset = record.offset;
      }
      if (!page.isCut) return;
    }
  }

  #stamp(): number {
    return this.#changes + Number(this.#database.get("pragma data_version")?.["data_version"]);
  }

  /** A beat that fails costs no more than the lease, and the next poll or commit says why. */
  #beat(): void {
    try {
      const stamp = this.#stamp();
      if (stamp === this.#aloneStamp) return;
      const rivals = [...this.#consumers].filter((consumer) => consumer.beat());
      if (rivals.length === 0) this.#aloneStamp = stamp;
    } catch (error) {
      if (!(error instanceof OperatingError)) throw error;
    }
  }
}

function offsetOf(next: IteratorResult<LogRecord>): number {
  return next.done ? Number.POSITIVE_INFINITY : next.value.offset;
}
