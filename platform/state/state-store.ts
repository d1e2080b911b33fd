export type StateValue = string | number | bigint | Uint8Array | null;
export type StateRow = Readonly<Record<string, StateValue>>;

/**
 * What runs inside a transaction; SQL with `?` placeholders, plain enough for SQLite and
 * PostgreSQL.
 */
export type StateTransaction = {
  readonly all: (sql: string, ...values: readonly StateValue[]) => readonly StateRow[];
  /** Number of rows changed. */
  readonly run: (sql: string, ...values: readonly StateValue[]) => number;
};

/** What needs transactions: incidents, outbox, identities, leases, tokens, audit. */
export type StateStore = {
  /**
   * All of `work`, durable when it resolves, or nothing. `work` is synchronous so that no other
   * work runs within it.
   */
  readonly transact: <T>(work: (transaction: StateTransaction) => T) => Promise<T>;
  /** Runs each migration not yet run, in order of its name, once, however many processes start. */
  readonly migrate: (
    migrations: readonly { readonly name: string; readonly sql: string }[],
  ) => Promise<void>;
  readonly close: () => Promise<void>;
};
