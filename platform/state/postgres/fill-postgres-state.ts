import assert from "node:assert/strict";
import { OperatingError } from "../../errors/operating-error.ts";
import { Database, type DatabaseRow } from "../../sqlite/database.ts";
import type { Migration } from "../../sqlite/migrate-database.ts";
import { readMigrations } from "../../sqlite/read-migrations.ts";
import type { StateValue } from "../state-store.ts";
import { readStateTables, type StateTable } from "../state-tables.ts";
import { listPostgresMigrations } from "./list-postgres-migrations.ts";
import { migratePostgres } from "./migrate-postgres.ts";
import { openSessions, type PostgresConnection, type Query } from "./open-sessions.ts";

const BATCH_ROWS = 200;

type Options = {
  /** The SQLite file with what the database is to have. */
  readonly from: string;
  /** All that Vigie knows; those that made the file are run on the database as well. */
  readonly migrations: readonly Migration[];
  /** Whether what is there may go: an earlier try left it. */
  readonly replaces: boolean;
  readonly onRows?: (rows: number) => void;
};

/** Throws `OperatingError` unless the database can be reached and has nothing of Vigie in it. */
export async function refuseUsedPostgres(connection: PostgresConnection): Promise<void> {
  const sessions = openSessions(connection);
  try {
    const names = await sessions.use(listPostgresMigrations);
    if (names.length > 0) throw usedError(connection);
  } finally {
    await sessions.close();
  }
}

/**
 * Fills a database without a state with what `copyPostgresState` made, or with a state of SQLite,
 * in one transaction: all of it is there afterwards, or nothing.
 */
export async function fillPostgresState(
  connection: PostgresConnection,
  { from, migrations, replaces, onRows }: Options,
): Promise<void> {
  const sessions = openSessions(connection);
  const database = new Database(from, { bigints: true });
  try {
    const made = new Set(readMigrations(database));
    const tables = readStateTables(database);
    await sessions.use(async (query) => {
      await query("BEGIN ISOLATION LEVEL READ COMMITTED");
      if (replaces) await dropTables(query, tables);
      const had = await listPostgresMigrations(query);
      if (had.length > 0) throw usedError(connection);
      await migratePostgres(
        query,
        migrations.filter(({ name }) => made.has(name)),
      );
      let rows = 0;
      for (const table of tables)
        for (const batch of readBatches(database, table)) {
          await insertBatch(query, table, batch);
          rows += batch.length;
          onRows?.(rows);
        }
      const { command } = await query("COMMIT");
      assert.equal(command, "COMMIT");
    });
  } finally {
    database.close();
    await sessions.close();
  }
}

async function dropTables(query: Query, tables: readonly StateTable[]): Promise<void> {
  const names = [...tables.map(({ table }) => table), "migrations"];
  await query(`DROP TABLE IF EXISTS ${names.join(", ")} CASCADE`);
}

function* readBatches(
  database: Database,
  { table, columns }: StateTable,
): Generator<readonly DatabaseRow[]> {
  let batch: DatabaseRow[] = [];
  for (const row of database.iterate(`select ${columns.join(", ")} from ${table}`)) {
    batch.push(row);
    if (batch.length < BATCH_ROWS) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function insertBatch(
  query: Query,
  { table, columns }: StateTable,
  batch: readonly DatabaseRow[],
): Promise<void> {
  const values = batch.flatMap((row) => columns.map((column) => toValue(row[column])));
  const rows = batch.map(
    (_, row) => `(${columns.map((_, column) => `$${row * columns.length + column + 1}`)})`,
  );
  await query(`INSERT INTO ${table} (${columns.join(", ")}) VALUES ${rows.join(", ")}`, values);
}

function toValue(value: DatabaseRow[string] | undefined): StateValue {
  if (value instanceof Uint8Array) return value;
  assert(value !== undefined && !ArrayBuffer.isView(value));
  return value;
}

function usedError({ host, port, database }: PostgresConnection): OperatingError {
  return new OperatingError(
    `Cannot restore into PostgreSQL at ${host}:${port}/${database} as it has a state of Vigie already`,
    {
      retryable: false,
      hint: "create another database and name it as state.database, or drop this one and create it anew",
    },
  );
}
