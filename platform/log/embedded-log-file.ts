import { join } from "node:path";

/** The SQLite file of the embedded log below a directory. */
export function embeddedLogFile(directory: string): string {
  return join(directory, "log.sqlite");
}
