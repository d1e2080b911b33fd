import assert from "node:assert/strict";
import { Database } from "../../sqlite/database.ts";
import { type Migration, migrateDatabase } from "../../sqlite/migrate-database.ts";
import type { StateRow, StateValue } from "../state-store.ts";
import { readStateTables, type StateTable } from "../state-tables.ts";
import { listPostgresMigrations } from "./list-postgres-migrations.ts";
import { openSessions, type PostgresConnection, type Query } from "./open-sessions.ts";

const PAGE_ROWS = 500;

type Options = {
  /** The SQLite file to be made. */
  readonly to: string;
  /** Given the names of what has run, what that is; throws where it is not known. */
  readonly choose: (names: readonly string[]) => readonly Migration[];
  /** Told how many rows are copied, now and then. */
  readonly onRows?: (rows: number) => void;
};

/**
 * Copies a state in PostgreSQL, in use or not, into an SQLite file that the same migrations make:
 * all tables as they are at one instant, page by page.
 */
export async function copyPostgresState(
  connection: PostgresConnection,
  { to, choose, onRows }: Options,
): Promise<void> {
  const sessions = openSessions(connection);
  const database = new Database(to, { bigints: true });
  try {
    await sessions.use(async (query) => {
      await query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
      migrateDatabase(database, choose(await listPostgresMigrations(query)));
      let rows = 0;
      for (const table of readStateTables(database))
        for await (const page of readPages(query, table)) {
          database.transact(() => insertPage(database, table, page));
          rows += page.length;
          onRows?.(rows);
        }
      await query("COMMIT");
    });
  } finally {
    database.close();
    await sessions.close();
  }
}

async function* readPages(query: Query, table: StateTable): AsyncGenerator<readonly StateRow[]> {
  const { table: name, columns, key } = table;
  assert(key.length > 0, `${name} has no primary key to read it by`);
  const places = key.map((_, index) => `$${index + 1}`);
  const all = `SELECT ${columns.join(", ")} FROM ${name}`;
  const end = `ORDER BY ${key.join(", ")} LIMIT ${PAGE_ROWS}`;
  for (let last: StateRow | undefined; ; ) {
    const { rows } = last
      ? await query(
          `${all} WHERE (${key.join(", ")}) > (${places.join(", ")}) ${end}`,
          key.map((column) => valueIn(last, column)),
        )
      : await query(`${all} ${end}`);
    if (rows.length > 0) yield rows;
    if (rows.length < PAGE_ROWS) return;
    last = rows.at(-1);
  }
}

function insertPage(database: Database, table: StateTable, page: readonly StateRow[]): void {
  const { table: name, columns } = table;
  const places = columns.map(() => "?").join(", ");
  const sql = `insert into ${name} (${columns.join(", ")}) values (${places})`;
  for (const row of page) database.run(sql, ...columns.map((column) => valueIn(row, column)));
}

function valueIn(row: StateRow | undefined, column: string): StateValue {
  const value = row?.[column];
  assert(value !== undefined, `the state has no column ${column}`);
  return value;
}
