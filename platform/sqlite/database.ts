import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { fileError } from "../errors/file-error.ts";
import { sqliteError } from "./sqlite-error.ts";

const BUSY_TIMEOUT_MS = 10_000;
const STATEMENTS_MAX = 500;
const PAGE_BYTES = 4_096;
/** Of a WAL; a commit beyond it moves its pages into the file, unless `startCheckpoints` did. */
export const WAL_BYTES_MAX = 64 * 2 ** 20;
const PRAGMAS = `
  pragma journal_mode = wal;
  pragma synchronous = full;
  pragma wal_autocheckpoint = ${WAL_BYTES_MAX / PAGE_BYTES};
  pragma cache_size = -16384`;

type Options = {
  /** Beyond it writes fail as on a full disk. */
  readonly bytesMax?: number;
  /** Read integers as bigint; else one beyond 2^53 - 1 fails. */
  readonly bigints?: boolean;
};

export type TransactOptions = {
  /** Not synced: a power cut may undo it, until another is synced after it. */
  readonly mayBeLost?: boolean;
};

export type DatabaseRow = Readonly<Record<string, SQLInputValue>>;

/**
 * One SQLite file, shared with other processes: WAL, synced at each commit. Its failures are
 * `OperatingError`s.
 */
export class Database {
  readonly #file: string;
  readonly #sqlite: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(file: string, { bytesMax, bigints = false }: Options = {}) {
    this.#file = file;
    try {
      mkdirSync(dirname(file), { recursive: true });
      this.#sqlite = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS, readBigInts: bigints });
      this.#sqlite.exec(PRAGMAS);
      if (bytesMax !== undefined)
        this.#sqlite.exec(`pragma max_page_count = ${Math.ceil(bytesMax / PAGE_BYTES)}`);
    } catch (error) {
      throw fileError(`open ${file}`, sqliteError(file, error));
    }
  }

  all(sql: string, ...values: readonly SQLInputValue[]): readonly DatabaseRow[] {
    return this.#guard(() => this.#statement(sql).all(...values));
  }

  /** One row after another; until it has ended nobody else may run the same statement. */
  *iterate(sql: string, ...values: readonly SQLInputValue[]): Generator<DatabaseRow> {
    try {
      yield* this.#statement(sql).iterate(...values);
    } catch (error) {
      throw sqliteError(this.#file, error);
    }
  }

  get(sql: string, ...values: readonly SQLInputValue[]): DatabaseRow | undefined {
    return this.#guard(() => this.#statement(sql).get(...values));
  }

  /** Number of rows changed. */
  run(sql: string, ...values: readonly SQLInputValue[]): number {
    return this.#guard(() => Number(this.#statement(sql).run(...values).changes));
  }

  /** Statements without parameters or rows. */
  exec(sql: string): void {
    this.#guard(() => this.#sqlite.exec(sql));
  }

  /**
   * All of `work`, durable, or nothing. Takes the write lock at once, so that what `work` reads
   * stays true.
   */
  transact<T>(work: () => T, options: TransactOptions = {}): T {
    using _ended = this.#begin(options);
    const result = work();
    this.exec("commit");
    return result;
  }

  /**
   * The same for work that waits. Whoever else begins meanwhile, in this process, is a bug on this
   * connection and waits in vain on another: the caller keeps order.
   */
  async transactAsync<T>(work: () => Promise<T>, options: TransactOptions = {}): Promise<T> {
    using _ended = this.#begin(options);
    const result = await work();
    this.exec("commit");
    return result;
  }

  /**
   * Once the WAL has so many bytes, moves them into the file while others read and write, so that
   * the next write begins it anew; and what they wrote meanwhile, as long as that is half as much.
   */
  checkpoint(walBytesMin: number): void {
    let most = Number.POSITIVE_INFINITY;
    for (let wal = this.#wal(); wal.bytes >= walBytesMin; wal = this.#wal()) {
      if (wal.waiting === 0 || wal.waiting > most) return;
      most = wal.waiting / 2;
      this.get("pragma wal_checkpoint(passive)");
    }
  }

  close(): void {
    this.#statements.clear();
    if (this.#sqlite.isOpen) this.#sqlite.close();
  }

  /** Rolls back at its end what was not committed. */
  #begin({ mayBeLost = false }: TransactOptions): Disposable {
    assert(!this.#sqlite.isTransaction, "a transaction within a transaction");
    using undo = new DisposableStack();
    if (mayBeLost) {
      this.exec("pragma synchronous = normal");
      undo.defer(() => this.exec("pragma synchronous = full"));
    }
    this.exec("begin immediate");
    undo.defer(() => {
      if (this.#sqlite.isTransaction) this.exec("rollback");
    });
    return undo.move();
  }

  /** What it has, and what of it is not in the file yet. */
  #wal(): { readonly bytes: number; readonly waiting: number } {
    const frames = this.get("pragma wal_checkpoint(noop)");
    const [all, moved] = [Number(frames?.["log"]), Number(frames?.["checkpointed"])];
    return { bytes: all * PAGE_BYTES, waiting: all - moved };
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    if (this.#statements.size >= STATEMENTS_MAX) this.#statements.clear();
    const statement = this.#sqlite.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #guard<T>(act: () => T): T {
    try {
      return act();
    } catch (error) {
      throw sqliteError(this.#file, error);
    }
  }
}
