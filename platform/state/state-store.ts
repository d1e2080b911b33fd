export type StateValue = string | number | bigint | Uint8Array | null;
export type StateRow = Readonly<Record<string, StateValue>>;

/**
 * What runs inside a transaction: SQL with `?` placeholders that SQLite and PostgreSQL both take.
 * Columns are `text`, `integer` (32 bits), `bigint` or `bytea`; text has no NUL.
 */
export type StateTransaction = {
  readonly all: (sql: string, ...values: readonly StateValue[]) => Promise<readonly StateRow[]>;
  /** Number of rows changed. */
  readonly run: (sql: string, ...values: readonly StateValue[]) => Promise<number>;
};

export type TransactOptions = {
  /**
   * Saves the wait for the disk, which is most of a small transaction: a power cut may undo it, a
   * kill does not, and it is durable with the next one that is.
   */
  readonly mayBeLost?: boolean;
};

/** What needs transactions: incidents, outbox, identities, leases, tokens, audit. */
export type StateStore = {
  /**
   * All of `work`, durable when it resolves, or nothing; what `work` read stays true until then.
   * `work` awaits nothing but its statements, and has no other effect, as it is run again where
   * another transaction got in its way. A statement that fails ends the transaction, even where
   * `work` goes on. Where the connection is lost at the very commit, it rejects as retryable and
   * may have been done, so that work must be harmless to repeat.
   */
  readonly transact: <T>(
    work: (transaction: StateTransaction) => Promise<T>,
    options?: TransactOptions,
  ) => Promise<T>;
  /** Runs each migration not yet run, in order of its name, once, however many processes start. */
  readonly migrate: (
    migrations: readonly { readonly name: string; readonly sql: string }[],
  ) => Promise<void>;
  /** The names of all that have run, in their order; each part of Vigie brings its own. */
  readonly listMigrations: () => Promise<readonly string[]>;
  /** Waits for the transactions under way. */
  readonly close: () => Promise<void>;
};
