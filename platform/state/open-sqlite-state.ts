import assert from "node:assert/strict";
import { Database, type DatabaseRow } from "../sqlite/database.ts";
import { migrateDatabase } from "../sqlite/migrate-database.ts";
import type { StateRow, StateStore, StateTransaction, StateValue } from "./state-store.ts";

/**
 * The state store in one SQLite file, shared by processes. Integers are read as numbers to 2^53 - 1
 * and as bigint beyond.
 */
export async function openSqliteState({ file }: { readonly file: string }): Promise<StateStore> {
  const database = new Database(file, { bigints: true });
  const transaction: StateTransaction = {
    all: (sql, ...values) => database.all(sql, ...values).map(toStateRow),
    run: (sql, ...values) => database.run(sql, ...values),
  };
  return {
    transact: async (work) => database.transact(() => finished(work(transaction))),
    migrate: async (migrations) => migrateDatabase(database, migrations),
    close: async () => database.close(),
  };
}

/** A promise would do its writes after the commit. */
function finished<T>(result: T): T {
  assert(!(result instanceof Promise), "the work of a transaction must be synchronous");
  return result;
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
