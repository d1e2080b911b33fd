import assert from "node:assert/strict";
import { OperatingError } from "../../../../../platform/errors/operating-error.ts";
import type { Bilingual } from "../../../../../schemas/bilingual.ts";
import { holdsRows, isBaseRowset, listPageUnits, sumRecorded } from "../catalogue/base-rowset.ts";
import type { ColumnRow, PhysicalColumn, Rowset, UserTable } from "../catalogue/catalogue-rows.ts";
import type { Catalogue } from "../catalogue/collect-catalogue.ts";
import { groupColumns } from "../catalogue/group-columns.ts";
import { findOmission } from "./find-omission.ts";

const NOT_NULL = 1;

/** How a column is read, and where a rowset's records hold it. */
export type ColumnLayout = {
  readonly column: ColumnRow;
  readonly place: PhysicalColumn;
  readonly nullable: boolean;
};

/** One heap or clustered index: a partition of a table. */
export type RowsetLayout = {
  readonly units: readonly number[];
  /** In the order of the table's. */
  readonly columns: readonly ColumnLayout[];
};

export type OmittedColumn = { readonly name: string; readonly reason: Bilingual };

export type TableLayout = {
  readonly table: UserTable;
  readonly schema: string;
  readonly columns: readonly ColumnRow[];
  readonly omitted: readonly OmittedColumn[];
  readonly recordedRows: number | null;
  readonly rowsets: readonly RowsetLayout[];
};

/** `name` is a table's, alone or behind its schema's: `Orders`, `dbo.Orders`; case if need be. */
export function findLayout(catalogue: Catalogue, name: string): TableLayout {
  const table = findTable(catalogue, name);
  const rowsets = [...catalogue.rowsets.values()].filter(
    (rowset) => rowset.table === table.id && isBaseRowset(rowset),
  );
  refuseUnreadable(rowsets, name);
  const physical = groupPhysical(catalogue, rowsets);
  const all = groupColumns(catalogue).get(table.id) ?? [];
  const omitted = all.flatMap((column) => {
    const reason = findOmission(
      column,
      rowsets.map(({ id }) => physical.get(id)?.get(column.id)),
    );
    return reason ? [{ name: column.name, reason }] : [];
  });
  const left = new Set(omitted.map((column) => column.name));
  const columns = all.filter((column) => !left.has(column.name));
  return {
    table,
    schema: catalogue.schemas.get(table.schema) ?? "",
    columns,
    omitted,
    recordedRows: sumRecorded(rowsets),
    rowsets: rowsets.map(({ id }) => ({
      units: [...catalogue.units.values()]
        .filter((unit) => unit.rowset === id && holdsRows(unit))
        .flatMap(({ unit }) => listPageUnits(catalogue.units, unit)),
      columns: columns.map((column) => layOut(column, physical.get(id))),
    })),
  };
}

function findTable({ tables, schemas }: Catalogue, name: string): UserTable {
  const fold = (text: string) => text.toLowerCase();
  const namesOf = (table: UserTable) => [
    table.name,
    `${schemas.get(table.schema) ?? ""}.${table.name}`,
  ];
  const all = [...tables.values()];
  const exact = all.filter((table) => namesOf(table).includes(name));
  const found =
    exact.length > 0 ? exact : all.filter((table) => namesOf(table).map(fold).includes(fold(name)));
  const [table] = found;
  if (table && found.length === 1) return table;
  throw new OperatingError(
    table
      ? `Cannot tell which table is meant by ${name}: there are ${found.length}.`
      : `Cannot find the table ${name} in this backup.`,
    { retryable: false, hint: "`vigie inspect` names the tables; write the schema too." },
  );
}

function refuseUnreadable(rowsets: readonly Rowset[], name: string): void {
  const compressed = rowsets.some(({ compression }) => compression > 0);
  if (rowsets.length > 0 && !compressed) return;
  throw new OperatingError(
    compressed
      ? `Cannot read the rows of ${name}: the table is compressed.`
      : `Cannot read the rows of ${name}: the backup does not carry them in pages.`,
    { retryable: false, hint: "Restore the backup, and read the table there." },
  );
}

type Physical = ReadonlyMap<number, PhysicalColumn>;

/** By rowset and column. SQL Server 2005 keeps the two halves of it in two tables. */
function groupPhysical(catalogue: Catalogue, rowsets: readonly Rowset[]): Map<bigint, Physical> {
  const wanted = new Set(rowsets.map(({ id }) => id));
  const grouped = new Map<bigint, Map<number, PhysicalColumn>>();
  for (const column of toTableColumns(catalogue)) {
    if (!wanted.has(column.rowset)) continue;
    const columns = grouped.get(column.rowset) ?? new Map<number, PhysicalColumn>();
    grouped.set(column.rowset, columns.set(column.column, column));
  }
  return grouped;
}

function toTableColumns(catalogue: Catalogue): readonly PhysicalColumn[] {
  if (catalogue.physical.length > 0) return catalogue.physical;
  const places = new Map(
    catalogue.physical2005.map((place) => [`${place.rowset}:${place.column}`, place]),
  );
  return catalogue.rowsetColumns2005.flatMap(({ rowset, column, physical }) => {
    const place = places.get(`${rowset}:${physical}`);
    return place ? [{ ...place, column }] : [];
  });
}

function layOut(column: ColumnRow, physical: Physical | undefined): ColumnLayout {
  const place = physical?.get(column.id);
  assert(place, "a column without a place was not omitted");
  return { column, place, nullable: (column.status & NOT_NULL) === 0 };
}
