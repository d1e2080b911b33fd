import type { ColumnRow } from "./catalogue-rows.ts";
import type { Catalogue } from "./collect-catalogue.ts";

/** The columns of each user table, in order. Of one that was met twice, the later is it. */
export function groupColumns({ columns, tables }: Catalogue): Map<number, readonly ColumnRow[]> {
  const own = columns.filter(({ table }) => tables.has(table));
  const grouped = new Map<number, readonly ColumnRow[]>();
  for (const [table, rows] of Map.groupBy(own, (column) => column.table)) {
    const latest = new Map(rows.map((column) => [column.id, column]));
    grouped.set(
      table,
      [...latest.values()].sort((a, b) => a.id - b.id),
    );
  }
  return grouped;
}
