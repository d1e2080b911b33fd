import type {
  ColumnRow,
  UserTable,
} from "../../formats/sql-server-backup/rows/catalogue/catalogue-rows.ts";
import type { Catalogue } from "../../formats/sql-server-backup/rows/catalogue/collect-catalogue.ts";
import { groupColumns } from "../../formats/sql-server-backup/rows/catalogue/group-columns.ts";
import { foldName } from "./translate-sql.ts";

export type Candidate = {
  readonly table: UserTable;
  readonly schema: string;
  readonly columns: readonly ColumnRow[];
};

/**
 * The tables whose names stand in any of these statements, by schema and name as the engine folds
 * them. Those that differ by case alone are left out, as the engine could not tell them apart.
 */
export function findCandidates(
  catalogue: Catalogue,
  statements: readonly string[],
): ReadonlyMap<string, Candidate> {
  const text = statements.map(foldName).join("\n");
  const columnsOf = groupColumns(catalogue);
  const named = [...catalogue.tables.values()].filter(({ name }) => text.includes(foldName(name)));
  const candidates = named.map((table) => ({
    table,
    schema: catalogue.schemas.get(table.schema) ?? "",
    columns: columnsOf.get(table.id) ?? [],
  }));
  const byKey = Map.groupBy(candidates, ({ schema, table }) => keyOf(schema, table.name));
  return new Map(
    [...byKey].flatMap(([key, [only, ...others]]) =>
      only && others.length === 0 ? [[key, only] as const] : [],
    ),
  );
}

export function keyOf(schema: string, table: string): string {
  return JSON.stringify([foldName(schema), foldName(table)]);
}
