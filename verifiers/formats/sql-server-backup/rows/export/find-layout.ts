import assert from "node:assert/strict";
import { OperatingError } from "../../../../../platform/errors/operating-error.ts";
import type { Bilingual } from "../../../../../schemas/bilingual.ts";
import { holdsRows, isBaseRowset, listPageUnits, sumRecorded } from "../catalogue/base-rowset.ts";
import type { ColumnRow, PhysicalColumn, Rowset, UserTable } from "../catalogue/catalogue-rows.ts";
import type { Catalogue } from "../catalogue/collect-catalogue.ts";
import { groupColumns } from "../catalogue/group-columns.ts";
import { findOmission } from "./find-omission.ts";
import { findTables } from "./find-tables.ts";

const NOT_NULL = 1;
/** sysrowsets' compression: 1 row, 2 page, from 3 on columnstores. */
const PAGE_COMPRESSION = 2;

/** How a column is read, and where a rowset's records hold it. */
export type ColumnLayout = {
  readonly column: ColumnRow;
  readonly place: PhysicalColumn;
  readonly nullable: boolean;
};

/** One heap or clustered index: a partition of a table. */
export type RowsetLayout = {
  readonly units: readonly number[];
  /** By row or by page. */
  readonly isCompressed: boolean;
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

/** Of the one table that `name` means: see `findTables`. */
export function findLayout(catalogue: Catalogue, name: string): TableLayout {
  return layOutTable(catalogue, findTable(catalogue, name));
}

/** Throws `OperatingError` where the table's rows are in no form that is read. */
export function layOutTable(catalogue: Catalogue, table: UserTable): TableLayout {
  const rowsets = [...catalogue.rowsets.values()].filter(
    (rowset) => rowset.table === table.id && isBaseRowset(rowset),
  );
  refuseUnreadable(rowsets, table.name);
  const physical = groupPhysical(catalogue, rowsets);
  const all = groupColumns(catalogue).get(table.id) ?? [];
  const omitted = all.flatMap((column) => {
    const reason = findOmission(
      column,
      rowsets.map(({ id, compression }) => ({
        place: physical.get(id)?.get(column.id),
        isCompressed: compression > 0,
      })),
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
    rowsets: rowsets.map(({ id, compression }) => ({
      isCompressed: compression > 0,
      units: [...catalogue.units.values()]
        .filter((unit) => unit.rowset === id && holdsRows(unit))
        .flatMap(({ unit }) => listPageUnits(catalogue.units, unit)),
      columns: columns.map((column) => layOut(column, physical.get(id))),
    })),
  };
}

function findTable(catalogue: Catalogue, name: string): UserTable {
  const found = findTables(catalogue, name);
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
  const isColumnstore = rowsets.some(({ compression }) => compression > PAGE_COMPRESSION);
  if (rowsets.length > 0 && !isColumnstore) return;
  throw new OperatingError(
    isColumnstore
      ? `Cannot read the rows of ${name}: they are in a columnstore.`
      : `Cannot read the rows of ${name}: the backup does not carry them in pages.`,
    { retryable: false, hint: "Restore the backup, and read the table there." },
  );
}

/** The same table with these columns alone, so that no others are read. */
export function narrowLayout(layout: TableLayout, names: ReadonlySet<string>): TableLayout {
  const { columns, rowsets } = layout;
  return {
    ...layout,
    columns: columns.filter(({ name }) => names.has(name)),
    rowsets: rowsets.map((rowset) => ({
      ...rowset,
      columns: rowset.columns.filter(({ column }) => names.has(column.name)),
    })),
  };
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
