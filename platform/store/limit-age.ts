import { z } from "zod";
import { renderForCluster } from "./render-for-cluster.ts";
import type { Store } from "./store.ts";

const MS_PER_SECOND = 1_000;

/** The engine writes a TTL back in this form; empty where there is none. */
const FIND = String.raw`
SELECT extract(create_table_query, 'TTL toDateTime\\(\\w+\\) \\+ toIntervalSecond\\((\\d+)\\)') AS seconds
FROM system.tables
WHERE database = currentDatabase() AND name = {table:String}`;
const Found = z.object({ seconds: z.string() });

/** A table whose rows go when the instant in `column` is too long ago. */
export type AgingTable = { readonly table: string; readonly column: string };

type Options = {
  readonly tables: readonly AgingTable[];
  /**
   * Null keeps everything. The engine adds it in 32 bits of seconds, which run over in 2106: with
   * a century, young rows would go.
   */
  readonly keepMs: number | null;
  readonly cluster?: { readonly cluster: string; readonly database: string } | undefined;
};

/**
 * Sets for how long tables keep their rows, where it is not set so already: each change makes the
 * engine look through the whole table. Rows go when the engine merges, some time after they are
 * due.
 */
export async function limitAge(writer: Store, options: Options): Promise<void> {
  const { tables, keepMs, cluster } = options;
  const wanted = keepMs === null ? "" : `${Math.ceil(keepMs / MS_PER_SECOND)}`;
  for (const { table, column } of tables) {
    const name = cluster ? `${table}_local` : table;
    const [found] = await writer.query(FIND, { table: name }, Found);
    if (found?.seconds === wanted) continue;
    const change =
      wanted === "" ? "REMOVE TTL" : `MODIFY TTL toDateTime(${column}) + INTERVAL ${wanted} SECOND`;
    const sql = `ALTER TABLE ${table} ${change}`;
    for (const statement of cluster ? renderForCluster(sql, cluster) : [sql])
      await writer.command(statement);
  }
}
