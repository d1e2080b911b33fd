import { z } from "zod";
import type { StateRow, StateTransaction } from "../../platform/state/state-store.ts";

/**
 * A row's version in the store is the state's, and this many for each time that all was told anew:
 * what is told then replaces whatever is there.
 */
export const VERSIONS = 2 ** 32;

/** What of the state is mirrored into one table of the store, and the SQL of the state by which. */
export type Mirrored = {
  readonly table: string;
  /** How many rows are said to be in the store, and the sum of their versions. */
  readonly counted: string;
  /** The same of those rows alone that the state has. */
  readonly own: string;
  /** In the SQL of the store: whether a row is of something that does not change any more. */
  readonly isOver: string;
  /** By what of the state's key it is gone through, range by range. */
  readonly rangedBy: { readonly table: string; readonly column: string };
  /** What changed since it was mirrored; takes how many rows at most. */
  readonly pending: string;
  /** Takes the version that is in the store, the key, and that version again. */
  readonly mark: string;
  readonly read: (value: StateRow) => {
    readonly version: number;
    readonly key: readonly string[];
    readonly row: Readonly<Record<string, string | number | null>>;
  };
};

/** Those that are in the state, and those that were let go there and stay in the store. */
export function countMirrored(source: string, table: string) {
  const gone = (column: string) =>
    `coalesce((SELECT ${column} FROM mirrors WHERE name = '${table}'), 0)`;
  const count = (rows: string, versions: string) =>
    `SELECT count(*) + ${rows} AS rows,
       CAST(coalesce(sum(mirrored), 0) + ${versions} AS BIGINT) AS versions
     FROM ${source} WHERE mirrored > 0`;
  return { counted: count(gone("pruned_rows"), gone("pruned_versions")), own: count("0", "0") };
}

/** How often all of a table was told anew. */
export async function generationOf(
  { all }: StateTransaction,
  { table }: Mirrored,
): Promise<number> {
  const [row] = await all("SELECT generation FROM mirrors WHERE name = ?", table);
  return row ? z.object({ generation: z.coerce.number() }).parse(row).generation : 0;
}
