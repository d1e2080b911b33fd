import { Database } from "./database.ts";

/** Which migrations have run on an SQLite file, in order of their names. */
export function listMigrations(file: string): readonly string[] {
  const database = new Database(file);
  try {
    return database.all("select name from migrations order by name").map((row) => `${row["name"]}`);
  } finally {
    database.close();
  }
}
