import type { ColumnRow } from "./catalogue-rows.ts";
import type { Catalogue } from "./collect-catalogue.ts";

/** The columns of each user table, in order. */
export function groupColumns({ columns, tables }: Catalogue): Map<number, readonly ColumnRow[]> {
  const own = [...columns.values()].filter(({ table }) => tables.has(table));
  return Map.groupBy(
    own.sort((a, b) => a.id - b.id),
    ({ table }) => table,
  );
}
