import assert from "node:assert/strict";
import { DatabaseError } from "pg";
import { OperatingError } from "../../errors/operating-error.ts";
import { refuseNested, runWork } from "../run-work.ts";
import type { StateStore, StateTransaction } from "../state-store.ts";
import { listPostgresMigrations } from "./list-postgres-migrations.ts";
import { migratePostgres } from "./migrate-postgres.ts";
import { numberPlaceholders } from "./number-placeholders.ts";
import { openSessions, type PostgresConnection, type Query } from "./open-sessions.ts";

/** Of each conflict the first to commit wins, so that the others get on one after another. */
const ATTEMPTS_MAX = 100;
/** serialization_failure and deadlock_detected: run again, it may well succeed. */
const CONFLICTS: readonly unknown[] = ["40001", "40P01"];

/**
 * The state store in a PostgreSQL database of its own, shared by processes on several machines.
 * Transactions are serializable; those that got in each other's way are run again. Integers are
 * read as numbers to 2^53 - 1 and as bigint beyond.
 */
export async function openPostgresState(connection: PostgresConnection): Promise<StateStore> {
  const sessions = openSessions(connection);
  const store: StateStore = {
    transact: async (work, { mayBeLost = false } = {}) => {
      refuseNested();
      return againOnConflict(() =>
        sessions.use((query) =>
          transact(query, "SERIALIZABLE", async () => {
            if (mayBeLost) await query("SET LOCAL synchronous_commit = off");
            return runWork(statementsOf(query), work);
          }),
        ),
      );
    },
    migrate: (migrations) =>
      sessions.use((query) =>
        transact(query, "READ COMMITTED", () => migratePostgres(query, migrations)),
      ),
    listMigrations: () => sessions.use(listPostgresMigrations),
    close: sessions.close,
  };
  try {
    await sessions.use(refuseOtherEncoding);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function againOnConflict<T>(act: () => Promise<T>): Promise<T> {
  for (let attempt = 1; attempt < ATTEMPTS_MAX; attempt++) {
    try {
      return await act();
    } catch (error) {
      if (!isConflict(error)) throw error;
    }
  }
  try {
    return await act();
  } catch (cause) {
    if (!isConflict(cause)) throw cause;
    throw new OperatingError(
      `Cannot change the state as others changed the same ${ATTEMPTS_MAX} times meanwhile`,
      { retryable: true, hint: "run fewer processes of the same kind", cause },
    );
  }
}

function isConflict(error: unknown): boolean {
  return error instanceof DatabaseError && CONFLICTS.includes(error.code);
}

async function transact<T>(
  query: Query,
  isolation: "SERIALIZABLE" | "READ COMMITTED",
  work: () => Promise<T>,
): Promise<T> {
  await query(`BEGIN ISOLATION LEVEL ${isolation}`);
  const result = await work();
  const { command } = await query("COMMIT");
  assert.equal(command, "COMMIT", "a statement had failed, and what came after it was lost");
  return result;
}

function statementsOf(query: Query): StateTransaction {
  return {
    all: async (sql, ...values) => (await query(numberPlaceholders(sql), values)).rows,
    run: async (sql, ...values) => (await query(numberPlaceholders(sql), values)).rowCount ?? 0,
  };
}

async function refuseOtherEncoding(query: Query): Promise<void> {
  const { rows } = await query("SELECT getdatabaseencoding()::text AS encoding");
  const encoding = rows[0]?.["encoding"];
  if (encoding === "UTF8") return;
  throw new OperatingError(`Cannot keep the state in a database encoded in ${encoding}`, {
    retryable: false,
    hint: "create one with ENCODING 'UTF8' TEMPLATE template0, and name it as `state.database`",
  });
}
