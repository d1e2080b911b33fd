import assert from "node:assert/strict";
import { Database } from "../../sqlite/database.ts";
import { migrateDatabase } from "../../sqlite/migrate-database.ts";
import { EMBEDDED_LOG_MIGRATIONS } from "../embedded-log-migrations.ts";
import type { LogRecord } from "../event-log.ts";
import { GroupStarts } from "./group-starts.ts";

const BATCH_RECORDS = 1_000;

type CopiedTopic = {
  readonly name: string;
  readonly partitions: number;
  /** Who has read it. */
  readonly groups: readonly string[];
};

/** `offset` is of no account: the file has its own. */
type CopiedRecord = Omit<LogRecord, "offset"> & { readonly notDoneBy: readonly string[] };

/** A new log in a file, which is the embedded log's once it is closed. */
export class LogFileWriter implements Disposable {
  readonly #database: Database;
  readonly #streams = new Map<string, number>();
  readonly #topics: CopiedTopic[] = [];
  readonly #starts = new GroupStarts();
  #batch: (CopiedRecord & { readonly offset: number })[] = [];
  #lastOffset = 0;

  constructor(file: string) {
    this.#database = new Database(file);
    migrateDatabase(this.#database, EMBEDDED_LOG_MIGRATIONS);
  }

  addTopic(topic: CopiedTopic): void {
    this.#topics.push(topic);
    for (let partition = 0; partition < topic.partitions; partition++) {
      const stream = this.#streams.size + 1;
      this.#streams.set(`${topic.name} ${partition}`, stream);
      const sql = "insert into streams (id, topic, partition) values (?, ?, ?)";
      this.#database.run(sql, stream, topic.name, partition);
    }
  }

  /** Of a topic that was added. */
  add(record: CopiedRecord): void {
    const offset = ++this.#lastOffset;
    this.#starts.note({ ...record, offset });
    this.#batch.push({ ...record, offset });
    if (this.#batch.length === BATCH_RECORDS) this.#write();
  }

  /** Writes what is left, and where the groups go on. */
  finish(): void {
    this.#write();
    this.#database.transact(() => {
      for (const { name, partitions, groups } of this.#topics)
        for (let partition = 0; partition < partitions; partition++)
          for (const group of groups)
            this.#database.run(
              `insert into holdings (consumer_group, stream, epoch, committed)
               values (?, ?, 0, ?)`,
              group,
              this.#streamOf(name, partition),
              (this.#starts.startOf(name, partition, group) ?? 1) - 1,
            );
    });
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }

  #streamOf(topic: string, partition: number): number {
    const stream = this.#streams.get(`${topic} ${partition}`);
    assert(stream !== undefined, `partition ${partition} of ${topic} was not added`);
    return stream;
  }

  #write(): void {
    const batch = this.#batch;
    this.#batch = [];
    this.#database.transact(() => {
      for (const { topic, partition, offset, key, value, appendedAtMs, traceparent } of batch)
        this.#database.run(
          `insert into records ("offset", stream, key, value, appended_at_ms, traceparent)
           values (?, ?, ?, ?, ?, ?)`,
          offset,
          this.#streamOf(topic, partition),
          key,
          value,
          appendedAtMs,
          traceparent ?? null,
        );
    });
  }
}
