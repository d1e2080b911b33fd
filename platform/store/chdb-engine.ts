import { setImmediate } from "node:timers/promises";
import { ClickHouseError, parseError } from "@clickhouse/client";
import { drainPending, Session, type StreamChunk } from "chdb";
import { OperatingError } from "../errors/operating-error.ts";
import { checkReading, type ReadingVocabulary } from "./check-reading.ts";
import { createGate, type Gate } from "./gate.ts";
import { type InsertFiles, openInsertFiles } from "./insert-file.ts";
import { letOthersFirst } from "./let-others-first.ts";
import { loadVocabulary } from "./load-vocabulary.ts";
import { DATABASE, type Setting, sessionPreamble } from "./session-preamble.ts";

/**
 * Never more native calls at once than these: each holds a thread of Node's pool, which has four.
 * Those of `readers` are among those of `people`, so that one is always left for Vigie's own.
 */
const CALLS_MAX = { writer: 1, verdicts: 1, people: 2, readers: 1 };
const KILL_TRIES_MAX = 1_000;
/** For threads that the engine has made meanwhile; a look takes a millisecond. */
const STATEMENTS_BETWEEN_LOOKS = 50;
const OTHER_DATABASES = `SELECT name FROM system.databases WHERE name != '${DATABASE}'`;

export type Lane = keyof typeof CALLS_MAX;

export type Statement = {
  readonly sql: string;
  /** Of the result, where the statement has no FORMAT clause of its own. */
  readonly format: string;
  /** In the text form of ClickHouse's HTTP interface (`param_*`). */
  readonly parameters: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, Setting>>;
  /**
   * In bounded memory, chunk by chunk; else all at once. Only for formats whose chunks can be
   * joined. The planning of a streamed statement, scalar subqueries included, holds up the event
   * loop.
   */
  readonly streamed: boolean;
  readonly signal?: AbortSignal | undefined;
  /** What a statement that ends in FORMAT inserts. */
  readonly data?: AsyncIterable<Uint8Array> | undefined;
};

/**
 * Makes one native call of a statement when the lane is free; kills the statement if it is aborted
 * meanwhile.
 */
type Call = <T>(start: () => Promise<T>) => Promise<T>;

/**
 * ClickHouse in this process. Every statement has a session of its own, so that none leaves
 * settings behind.
 */
export class ChdbEngine {
  readonly #directory: string;
  readonly #files: InsertFiles;
  readonly #keeper: Session;
  readonly #vocabulary: ReadingVocabulary;
  readonly #sessions = new Set<Session>();
  readonly #closing = new AbortController();
  readonly #gates = createGates();
  #statements = 0;

  constructor(directory: string) {
    this.#directory = directory;
    this.#files = openInsertFiles(`${directory}-inserts`);
    this.#keeper = new Session(directory);
    this.#keeper.query(`CREATE DATABASE IF NOT EXISTS ${DATABASE} ENGINE = Atomic`);
    this.#vocabulary = loadVocabulary(this.#keeper);
  }

  /**
   * The result's bytes. Rejects with a `ClickHouseError`, in the middle too, or with the signal's
   * reason.
   */
  async *run(lane: Lane, statement: Statement): AsyncGenerator<Uint8Array> {
    const signals = [this.#closing.signal, ...(statement.signal ? [statement.signal] : [])];
    const signal = AbortSignal.any(signals);
    signal.throwIfAborted();
    if (this.#statements % STATEMENTS_BETWEEN_LOOKS === 0) letOthersFirst();
    this.#statements += 1;
    const mark = `vigie-${this.#statements}`;
    const call: Call = (start) => this.#call(lane, mark, signal, start);
    const session = new Session(this.#directory);
    this.#sessions.add(session);
    try {
      const forPeople = lane === "people" || lane === "readers";
      if (forPeople) this.#check(session, statement.sql);
      session.query(sessionPreamble({ ...statement, mark, forPeople }));
      const kill = () => void this.#kill(mark);
      await using file = statement.data && (await this.#files.lend(statement.sql, statement.data));
      if (statement.streamed) yield* streamChunks(session, call, kill, statement);
      else yield await runWhole(session, call, { ...statement, ...(file && { sql: file.sql }) });
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ClickHouseError || !(error instanceof Error)) throw error;
      throw parseError(error);
    } finally {
      this.#sessions.delete(session);
      session.close();
    }
  }

  /** Ends what runs; statements not yet finished reject. */
  async close(): Promise<void> {
    this.#closing.abort(
      new OperatingError("Cannot run the statement as the store is closing", { retryable: true }),
    );
    await drainPending();
    for (const session of this.#sessions) session.close();
    this.#keeper.close();
    await drainPending();
  }

  #check(session: Session, sql: string): void {
    const databases = session.query(OTHER_DATABASES, "TabSeparated").trim().split("\n");
    checkReading(sql, this.#vocabulary, databases);
  }

  #call<T>(lane: Lane, mark: string, signal: AbortSignal, start: () => Promise<T>): Promise<T> {
    return this.#gates[lane](async () => {
      signal.throwIfAborted();
      let running = true;
      const kill = async () => {
        for (let tries = 0; running && tries < KILL_TRIES_MAX; tries += 1) {
          if (this.#kill(mark)) return;
          await setImmediate();
        }
      };
      signal.addEventListener("abort", kill, { once: true });
      try {
        return await start();
      } finally {
        running = false;
        signal.removeEventListener("abort", kill);
      }
    });
  }

  /**
   * Whether it found the statement, which it doesn't just after its start. On this thread, as all
   * others may be taken.
   */
  #kill(mark: string): boolean {
    const sql = `KILL QUERY WHERE Settings['log_comment'] = '${mark}' ASYNC`;
    return this.#keeper.query(sql, "TabSeparated") !== "";
  }
}

function createGates(): Readonly<Record<Lane, Gate>> {
  const people = createGate(CALLS_MAX.people);
  const readers = createGate(CALLS_MAX.readers);
  return {
    writer: createGate(CALLS_MAX.writer),
    verdicts: createGate(CALLS_MAX.verdicts),
    people,
    readers: (task) => readers(() => people(task)),
  };
}

async function* streamChunks(
  session: Session,
  call: Call,
  kill: () => void,
  { sql, format }: Statement,
): AsyncGenerator<Uint8Array> {
  let chunks: AsyncIterator<StreamChunk> | undefined;
  let finished = false;
  try {
    while (true) {
      const chunk = await call(() => {
        chunks ??= session.queryStream(sql, { format })[Symbol.asyncIterator]();
        return chunks.next();
      });
      finished = chunk.done === true;
      if (chunk.done) return;
      yield chunk.value.raw();
    }
  } finally {
    // Closing a session whose stream still computes would wait for it on this thread.
    if (chunks && !finished) kill();
    await chunks?.return?.();
  }
}

async function runWhole(
  session: Session,
  call: Call,
  { sql, format }: Statement,
): Promise<Uint8Array> {
  const result = await call(() => session.queryAsync(sql, { format }));
  return result.bytes();
}
