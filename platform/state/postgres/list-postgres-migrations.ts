import type { Query } from "./open-sessions.ts";

/** Which migrations have run on a database, in order of their names as SQLite has it: by bytes. */
export async function listPostgresMigrations(query: Query): Promise<readonly string[]> {
  const tables = await query("SELECT to_regclass('migrations')::text AS name");
  if (tables.rows[0]?.["name"] === null) return [];
  const { rows } = await query('SELECT name FROM migrations ORDER BY name COLLATE "C"');
  return rows.map(({ name }) => String(name));
}
