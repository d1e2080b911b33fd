import type { Bilingual } from "../../../../../schemas/bilingual.ts";
import { nameColumnType } from "../column-type.ts";
import { holdsRows, isBaseRowset, listPageUnits, sumRecorded } from "./base-rowset.ts";
import type { ColumnRow, Rowset, UserTable } from "./catalogue-rows.ts";
import type { Catalogue } from "./collect-catalogue.ts";
import { groupColumns } from "./group-columns.ts";
import {
  COLUMNSTORE,
  ELSEWHERE,
  NO_CATALOGUE,
  OVERFULL,
  speakOfDifference,
} from "./speak-of-rows.ts";

/** sysrowsets' compression: 0 none, 1 row, 2 page, 3 columnstore, 4 columnstore archive. */
const COLUMNSTORE_FROM = 3;
const NOT_NULL = 1;
const TABLES_NAMED_MAX = 20;

export type TableColumn = {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
};

export type TableReading = {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly TableColumn[];
  /** Null where they were not or cannot be counted. */
  readonly rows: number | null;
  /** Null where the catalogue does not have it. */
  readonly recordedRows: number | null;
};

export type CatalogueReading = {
  readonly tables: readonly TableReading[];
  /** Why the backup cannot be called sound by its rows. */
  readonly reasons: readonly Bilingual[];
  /** What could not be counted and need not be. */
  readonly notes: readonly Bilingual[];
};

/**
 * Names the user tables and their rows. `whole`: the backup carries every allocated page, as a full
 * one does; of others no rows are claimed, nor that anything is missing. A difference from the
 * recorded count is no proof of damage: a backup of a database at work is repaired by its log.
 */
export function assembleTables(
  catalogue: Catalogue,
  { whole }: { readonly whole: boolean },
): CatalogueReading {
  const parts = groupCatalogue(catalogue);
  const reasons: Bilingual[] = [];
  const notes: Bilingual[] = [];
  if (catalogue.overfull) reasons.push(OVERFULL);
  else if (whole && !isReadable(catalogue)) reasons.push(NO_CATALOGUE);
  const tables = [...catalogue.tables.values()].map((table) => {
    const reading = describeTable({ catalogue, parts, table, whole });
    if (whole && reading.why && notes.length < TABLES_NAMED_MAX)
      notes.push(reading.why(reading.table));
    const { rows, recordedRows } = reading.table;
    if (rows !== null && recordedRows !== null && rows !== recordedRows)
      if (reasons.length < TABLES_NAMED_MAX)
        reasons.push(speakOfDifference(reading.table, rows, recordedRows));
    return reading.table;
  });
  return { tables: tables.sort(byName), reasons, notes };
}

function isReadable({ units, rowsets, schemas, columns }: Catalogue): boolean {
  return units.size > 0 && rowsets.size > 0 && schemas.size > 0 && columns.size > 0;
}

type Parts = {
  /** Heaps and clustered indexes by table: one each, or one for each partition. */
  readonly rowsets: ReadonlyMap<number, readonly Rowset[]>;
  readonly columns: ReadonlyMap<number, readonly ColumnRow[]>;
  readonly inRowUnits: ReadonlyMap<bigint, number>;
};

function groupCatalogue(catalogue: Catalogue): Parts {
  const { units, rowsets } = catalogue;
  const bases = [...rowsets.values()].filter(isBaseRowset);
  const inRow = [...units.values()].filter(holdsRows);
  return {
    rowsets: Map.groupBy(bases, ({ table }) => table),
    columns: groupColumns(catalogue),
    inRowUnits: new Map(inRow.map(({ rowset, unit }) => [rowset, unit])),
  };
}

type Named = {
  readonly catalogue: Catalogue;
  readonly parts: Parts;
  readonly table: UserTable;
  readonly whole: boolean;
};
type Described = { table: TableReading; why: ((table: TableReading) => Bilingual) | null };

function describeTable({ catalogue, parts, table, whole }: Named): Described {
  const rowsets = parts.rowsets.get(table.id) ?? [];
  const described = (rows: number | null, why: Described["why"]) => ({
    table: {
      schema: catalogue.schemas.get(table.schema) ?? `schema ${table.schema}`,
      name: table.name,
      columns: describeColumns(parts.columns.get(table.id) ?? []),
      rows,
      recordedRows: sumRecorded(rowsets),
    },
    why,
  });
  if (!whole) return described(null, null);
  if (rowsets.some(({ compression }) => compression >= COLUMNSTORE_FROM))
    return described(null, COLUMNSTORE);
  const units = rowsets.map(({ id }) => parts.inRowUnits.get(id));
  if (units.length === 0 || units.includes(undefined)) return described(null, ELSEWHERE);
  const scanned = units.map((unit) => (unit === undefined ? 0 : findScanned(catalogue, unit)));
  return described(
    scanned.reduce((sum, rows) => sum + rows, 0),
    null,
  );
}

function findScanned({ units, scannedRows }: Catalogue, unit: number): number {
  return listPageUnits(units, unit).reduce((sum, one) => sum + (scannedRows.get(one) ?? 0), 0);
}

function describeColumns(columns: readonly ColumnRow[]): TableColumn[] {
  return columns.map((column) => ({
    name: column.name,
    type: nameColumnType(column),
    nullable: (column.status & NOT_NULL) === 0,
  }));
}

function byName(a: TableReading, b: TableReading): number {
  const order = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
  return order(a.schema, b.schema) || order(a.name, b.name);
}
