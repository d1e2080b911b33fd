import { Database } from "./database.ts";
import { readMigrations } from "./read-migrations.ts";

/** Which migrations have run on an SQLite file, in order of their names. */
export function listMigrations(file: string): readonly string[] {
  const database = new Database(file);
  try {
    return readMigrations(database);
  } finally {
    database.close();
  }
}
