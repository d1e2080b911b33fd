import { Client } from "pg";
import type { PostgresConnection } from "../../../platform/state/postgres/open-sessions.ts";

/** Runs one statement on a connection of its own; its rows. */
export async function askPostgres(
  connection: PostgresConnection,
  sql: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { tls: ssl, ...server } = connection;
  const client = new Client({ ...server, ssl: ssl && { rejectUnauthorized: false } });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
