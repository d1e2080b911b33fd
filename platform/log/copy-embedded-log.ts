import { copyDatabase } from "../sqlite/copy-database.ts";
import { Database } from "../sqlite/database.ts";
import { embeddedLogFile } from "./embedded-log-file.ts";

/** How far each group of consumers was done with each stream. */
export type GroupPositions = readonly {
  readonly group: string;
  readonly stream: number;
  readonly committed: number;
}[];

/** Where the groups of the log below `directory` are now. */
export function readGroupPositions(directory: string): GroupPositions {
  const database = new Database(embeddedLogFile(directory));
  try {
    return database
      .all("select consumer_group, stream, committed from holdings")
      .map(({ consumer_group: group, stream, committed }) => ({
        group: String(group),
        stream: Number(stream),
        committed: Number(committed),
      }));
  } finally {
    database.close();
  }
}

/**
 * A copy of the log below `directory` in a file, in use or not, with its groups put back to
 * `positions` and without members. Whoever took the positions before it copied what consumers
 * write, and the log after, has all that lies between delivered again, and nothing lost.
 */
export function copyEmbeddedLog(directory: string, to: string, positions: GroupPositions): void {
  copyDatabase(embeddedLogFile(directory), to);
  const copy = new Database(to);
  try {
    copy.transact(() => {
      copy.run("delete from members");
      copy.run("update holdings set committed = 0, member = null, epoch = epoch + 1");
      for (const { group, stream, committed } of positions)
        copy.run(
          "update holdings set committed = ? where consumer_group = ? and stream = ?",
          committed,
          group,
          stream,
        );
    });
  } finally {
    copy.close();
  }
}
