import { z } from "zod";
import type { Parameters, Store } from "../../platform/store/store.ts";
import type { StoreTable } from "./store-tables.ts";

/** What a person's connection may read at once is bounded; each page is far below. */
const PAGE_ROWS = 20_000;
const CHUNK_CHARACTERS = 2 ** 16;

const rowSchema = z.record(z.string(), z.unknown());
const columnSchema = z.object({ name: z.string(), type: z.string() });

type Row = z.infer<typeof rowSchema>;
type Count = { rows: number; keys: number };

export type TableExport = {
  /** One JSON object a line, in the order of the key. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** What `bytes` has given so far. */
  readonly count: Readonly<Count>;
};

/**
 * A table's rows through any connection that may read, in constant memory: pages in the order of
 * its key, each from one instant, each beginning where the last one ended. Merges between pages
 * change nothing, since rows with one key are always on one page.
 */
export function exportTable(store: Store, table: StoreTable): TableExport {
  const count = { rows: 0, keys: 0 };
  return { bytes: writeLines(store, table, count), count };
}

async function* writeLines(
  store: Store,
  table: StoreTable,
  count: Count,
): AsyncGenerator<Uint8Array> {
  let lines = "";
  let lastKey = "";
  for await (const row of readRows(store, table)) {
    const key = JSON.stringify(table.key.map((column) => row[column]));
    if (key !== lastKey) count.keys++;
    lastKey = key;
    count.rows++;
    lines += `${JSON.stringify(row)}\n`;
    if (lines.length < CHUNK_CHARACTERS) continue;
    yield Buffer.from(lines);
    lines = "";
  }
  yield Buffer.from(lines);
}

async function* readRows(store: Store, { table, key }: StoreTable): AsyncGenerator<Row> {
  const columns = await store.query(`DESCRIBE TABLE ${table}`, {}, columnSchema);
  const order = key.join(", ");
  const after = afterKey(key, new Map(columns.map(({ name, type }) => [name, type])));
  let last: Row | undefined;
  for (;;) {
    let rows = 0;
    const sql = `SELECT * FROM ${table} ${last ? `WHERE ${after}` : ""}
      ORDER BY ${order} LIMIT ${PAGE_ROWS} WITH TIES`;
    for await (const row of store.stream(sql, last ? bindKey(key, last) : {}, rowSchema)) {
      yield row;
      last = row;
      rows++;
    }
    if (rows < PAGE_ROWS) return;
  }
}

/** The first column is compared by itself as well: by it the engine skips what lies before. */
function afterKey(key: readonly string[], types: ReadonlyMap<string, string>): string {
  const bound = key.map((column, index) => `{key${index}:${types.get(column)}}`);
  return `${key[0]} >= ${bound[0]} AND (${key.join(", ")}) > (${bound.join(", ")})`;
}

function bindKey(key: readonly string[], row: Row): Parameters {
  return Object.fromEntries(key.map((column, index) => [`key${index}`, String(row[column])]));
}
