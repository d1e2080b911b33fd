import assert from "node:assert/strict";
import { Database } from "../../sqlite/database.ts";
import type { LogRecord } from "../event-log.ts";

const NOBODY: readonly string[] = [];

export type FiledTopic = {
  readonly name: string;
  readonly partitions: number;
  /** Who has read it. */
  readonly groups: readonly string[];
};

/** A record, and the groups of its topic that are not done with it. */
export type FiledRecord = LogRecord & { readonly notDoneBy: readonly string[] };

type Stream = {
  readonly topic: string;
  readonly partition: number;
  /** By group. */
  readonly committed: ReadonlyMap<string, number>;
};

/** An embedded log's file that nobody uses, from its beginning to its end. */
export class LogFileReader implements Disposable {
  readonly #database: Database;
  readonly #streams: ReadonlyMap<number, Stream>;
  readonly topics: ReadonlyMap<string, FiledTopic>;

  constructor(file: string) {
    this.#database = new Database(file);
    this.#streams = readStreams(this.#database);
    this.topics = new Map(
      [...Map.groupBy(this.#streams.values(), ({ topic }) => topic)].map(([name, streams]) => {
        const groups = [...new Set(streams.flatMap(({ committed }) => [...committed.keys()]))];
        return [name, { name, partitions: streams.length, groups }];
      }),
    );
  }

  /** All, in the order of appending. */
  *records(): Generator<FiledRecord> {
    const rows = this.#database.iterate(
      `select "offset", stream, key, value, appended_at_ms, traceparent from records
       order by "offset"`,
    );
    for (const row of rows) {
      const stream = this.#streams.get(Number(row["stream"]));
      assert(stream, "a record of no stream");
      const { topic, partition } = stream;
      const offset = Number(row["offset"]);
      yield {
        ...{ topic, partition, offset, notDoneBy: this.#notDoneBy(stream, offset) },
        key: String(row["key"]),
        value: String(row["value"]),
        appendedAtMs: Number(row["appended_at_ms"]),
        ...(row["traceparent"] && { traceparent: String(row["traceparent"]) }),
      };
    }
  }

  /** Makes `hasTwinBehind` quick. */
  indexInstants(): void {
    this.#database.exec(
      "create index if not exists records_by_instant on records (appended_at_ms)",
    );
  }

  /** Whether another partition has the same behind it, appended at the same instant. */
  hasTwinBehind({ topic, offset, key, value, appendedAtMs }: FiledRecord): boolean {
    const twin = this.#database.get(
      `select 1 from records join streams on streams.id = records.stream
       where appended_at_ms = ? and "offset" > ? and key = ? and value = ? and topic = ? limit 1`,
      ...[appendedAtMs, offset, key, value, topic],
    );
    return twin !== undefined;
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }

  #notDoneBy({ topic, committed }: Stream, offset: number): readonly string[] {
    const groups = this.topics.get(topic)?.groups ?? NOBODY;
    const notDone = groups.filter((group) => offset > (committed.get(group) ?? 0));
    return notDone.length === 0 ? NOBODY : notDone;
  }
}

function readStreams(database: Database): ReadonlyMap<number, Stream> {
  const holdings = Map.groupBy(
    database.all("select consumer_group, stream, committed from holdings"),
    ({ stream }) => Number(stream),
  );
  return new Map(
    database.all("select id, topic, partition from streams").map((row) => {
      const id = Number(row["id"]);
      const committed = (holdings.get(id) ?? []).map(
        (holding) => [String(holding["consumer_group"]), Number(holding["committed"])] as const,
      );
      const stream = { topic: String(row["topic"]), partition: Number(row["partition"]) };
      return [id, { ...stream, committed: new Map(committed) }];
    }),
  );
}
