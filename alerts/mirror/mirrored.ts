import type { StateRow } from "../../platform/state/state-store.ts";

/** What of the state is mirrored into one table of the store, and the SQL of the state by which. */
export type Mirrored = {
  readonly table: string;
  /** How many rows are said to be in the store, and the sum of their versions. */
  readonly counted: string;
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
export function countMirrored(source: string, table: string): string {
  const gone = (column: string) =>
    `coalesce((SELECT ${column} FROM mirror_pruned WHERE name = '${table}'), 0)`;
  return `SELECT count(*) + ${gone("row_count")} AS rows,
      CAST(coalesce(sum(mirrored), 0) + ${gone("version_sum")} AS BIGINT) AS versions
    FROM ${source} WHERE mirrored > 0`;
}
