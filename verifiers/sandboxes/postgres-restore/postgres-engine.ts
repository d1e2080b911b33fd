/** PostgreSQL that a dump is restored into: in this process's memory, or a server of its own. */
export type PostgresEngine = {
  /** One statement, by the extended protocol; an error carries its SQLSTATE as `code`. */
  readonly query: <Row>(
    sql: string,
    values?: readonly unknown[],
  ) => Promise<{ readonly rows: readonly Row[] }>;
  /** Several statements of ours, without answers. */
  readonly exec: (sql: string) => Promise<unknown>;
  /** `copy` is what pg_dump wrote, ending in `FROM stdin;`; whole rows of its text format. */
  readonly copyRows: (copy: string, rows: Uint8Array) => Promise<void>;
  /** A role without any right; does nothing where it is there. */
  readonly createRole: (name: string) => Promise<void>;
  /** An extension that only a superuser may create; false where this engine refuses it. */
  readonly createExtension: (statement: string) => Promise<boolean>;
};
