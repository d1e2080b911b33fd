import { createHash } from "node:crypto";
import { join } from "node:path";
import { openState, type StateConnection } from "../../platform/state/open-state.ts";
import type { StateStore } from "../../platform/state/state-store.ts";
import { askPostgres } from "./postgres/ask-postgres.ts";

/**
 * The state of a test that has `directory` for itself: a file in it, or, where VIGIE_TEST_STATE
 * gives the connection to a PostgreSQL (JSON), a database of that server.
 */
export async function openTestState(directory: string): Promise<StateStore> {
  const server = process.env["VIGIE_TEST_STATE"];
  return openState(
    server
      ? await findDatabase(JSON.parse(server), directory)
      : { kind: "sqlite", file: join(directory, "state.sqlite") },
  );
}

/** Sorts otherwise than by bytes, as the databases of most servers do and SQLite does not. */
const COLLATION = "TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'";

type Server = Extract<StateConnection, { readonly kind: "postgresql" }>;

/** The same for the same directory, also for another process. */
async function findDatabase(server: Server, directory: string): Promise<Server> {
  const database = `test_${createHash("sha256").update(directory).digest("hex").slice(0, 32)}`;
  const [known] = await askPostgres(
    server,
    `SELECT 1 FROM pg_database WHERE datname = '${database}'`,
  );
  if (!known) await askPostgres(server, `CREATE DATABASE ${database} ${COLLATION}`);
  return { ...server, database };
}
