import type { Database } from "./database.ts";

/** Which migrations have run on a database, in order of their names; none where it is new. */
export function readMigrations(database: Database): readonly string[] {
  if (!database.get("select 1 from sqlite_schema where name = 'migrations'")) return [];
  return database.all("select name from migrations order by name").map(({ name }) => String(name));
}
