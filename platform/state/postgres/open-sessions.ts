import { DatabaseError, Pool, type PoolClient, type QueryResult } from "pg";
import type { StateRow, StateValue } from "../state-store.ts";
import { postgresError } from "./postgres-error.ts";
import { VALUE_PARSERS } from "./value-parsers.ts";

/** Per process; beyond it sessions wait for one to end. */
const CONNECTIONS_MAX = 8;
const CONNECT_MS_MAX = 10_000;
/** The server's bounds, so that nobody waits for a process that hangs within a transaction. */
const STATEMENT_MS_MAX = 30_000;
const IDLE_IN_TRANSACTION_MS_MAX = 30_000;
/** Ours, for a server or a network that went silent. */
const ANSWER_MS_MAX = 40_000;

export type PostgresConnection = {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** False: unencrypted. Else the server's certificate is checked, against `ca` (PEM) if given. */
  readonly tls: boolean | { readonly ca: string };
};

/** One statement with `$n` placeholders, or several without. */
export type Query = (sql: string, values?: readonly StateValue[]) => Promise<QueryResult<StateRow>>;

export type Sessions = {
  /** Lends a connection to `act`; what is not committed when it ends is rolled back. */
  readonly use: <T>(act: (query: Query) => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
};

/** Connections to one database, opened as needed; failures are `OperatingError`s. */
export function openSessions(connection: PostgresConnection): Sessions {
  const { host, port, database } = connection;
  const where = `the state in PostgreSQL at ${host}:${port}/${database}`;
  const pool = openPool(connection);
  const underWay = new Set<Promise<unknown>>();

  async function lend<T>(act: (query: Query) => Promise<T>): Promise<T> {
    const client = await pool.connect().catch((error: unknown) => {
      throw postgresError(where, error);
    });
    let [hasEnded, isLost] = [false, false];
    const query: Query = async (sql, values) => {
      try {
        return await (values ? client.query<StateRow>(sql, [...values]) : client.query(sql));
      } catch (error) {
        isLost ||= !(error instanceof DatabaseError);
        throw postgresError(where, error);
      }
    };
    try {
      const result = await act(query);
      hasEnded = true;
      return result;
    } finally {
      client.release(isLost || !(hasEnded || (await rollsBack(client))));
    }
  }

  return {
    use: (act) => {
      const use = lend(act).finally(() => underWay.delete(use));
      underWay.add(use);
      return use;
    },
    close: async () => {
      await Promise.allSettled(underWay);
      if (!pool.ending) await pool.end();
    },
  };
}

function openPool({ tls, ...server }: PostgresConnection): Pool {
  const pool = new Pool({
    ...server,
    ssl: tls,
    max: CONNECTIONS_MAX,
    application_name: "vigie",
    client_encoding: "UTF8",
    keepAlive: true,
    types: VALUE_PARSERS,
    connectionTimeoutMillis: CONNECT_MS_MAX,
    statement_timeout: STATEMENT_MS_MAX,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS_MAX,
    query_timeout: ANSWER_MS_MAX,
  });
  // A connection that is lost between two statements: the next one says so, or a new one is made.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

async function rollsBack(client: PoolClient): Promise<boolean> {
  try {
    await client.query("ROLLBACK");
    return true;
  } catch {
    return false;
  }
}
