import { constants, DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";

/** Actions that no question needs: other files, settings, and all that writes. */
const READING = new Set<number>([
  constants.SQLITE_SELECT,
  constants.SQLITE_READ,
  constants.SQLITE_FUNCTION,
  constants.SQLITE_RECURSIVE,
]);

/**
 * A copy that nobody else has: it is not locked, never written, and its schema is not trusted
 * (https://www.sqlite.org/security.html).
 */
export function openDatabase(file: string): DatabaseSync {
  const url = pathToFileURL(file);
  url.search = "mode=ro&immutable=1";
  const safe = { readOnly: true, allowExtension: false, defensive: true } as const;
  const database = new DatabaseSync(url, { ...safe, enableForeignKeyConstraints: false });
  database.exec("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0");
  // What does not fit would be written beside the sandbox.
  database.exec("PRAGMA temp_store = MEMORY");
  return database;
}

/** From now on the database can only be read. */
export function allowReadingAlone(database: DatabaseSync): void {
  database.setAuthorizer((action) =>
    READING.has(action) ? constants.SQLITE_OK : constants.SQLITE_DENY,
  );
}
