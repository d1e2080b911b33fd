import { Database } from "./database.ts";

/**
 * A copy of an SQLite file as it is at one instant, whoever writes to it meanwhile; `to` must not
 * exist. The online backup API would begin anew whenever another process writes, and never end.
 */
export function copyDatabase(file: string, to: string): void {
  const database = new Database(file);
  try {
    database.run("vacuum into ?", to);
  } finally {
    database.close();
  }
}
