import assert from "node:assert/strict";
import { realpathSync } from "node:fs";
import { Database, type DatabaseRow } from "../sqlite/database.ts";
import { migrateDatabase } from "../sqlite/migrate-database.ts";
import { readMigrations } from "../sqlite/read-migrations.ts";
import { refuseNested, runWork } from "./run-work.ts";
import type { StateRow, StateStore, StateTransaction, StateValue } from "./state-store.ts";
import { takeTurn } from "./take-turn.ts";

/**
 * The state store in one SQLite file, shared by processes. Integers are read as numbers to 2^53 - 1
 * and as bigint beyond. Transactions take turns: SQLite waits for a lock with its thread, which is
 * the one that would have to end the other transaction.
 */
export async function openSqliteState({ file }: { readonly file: string }): Promise<StateStore> {
  const database = new Database(file, { bigints: true });
  const name = realpathSync(file);
  const statements: StateTransaction = {
    all: async (sql, ...values) => database.all(sql, ...values).map(toStateRow),
    run: async (sql, ...values) => database.run(sql, ...values),
  };
  return {
    transact: async (work, options) => {
      refuseNested();
      return takeTurn(name, () => database.transactAsync(() => runWork(statements, work), options));
    },
    migrate: (migrations) => takeTurn(name, async () => migrateDatabase(database, migrations)),
    listMigrations: () => takeTurn(name, async () => readMigrations(database)),
    close: () => takeTurn(name, async () => database.close()),
  };
}

function toStateRow(row: DatabaseRow): StateRow {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toValue(value)]));
}

function toValue(value: DatabaseRow[string] | undefined): StateValue {
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  if (value === null || typeof value === "string" || typeof value === "number") return value;
  assert(value instanceof Uint8Array, "SQLite returned a value of an unknown type");
  return value;
}
