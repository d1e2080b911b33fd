import { countRows, isRow } from "../count-rows.ts";
import { DATA_PAGE, findSlot, type PageHeader } from "../page-slots.ts";
import * as rows from "./catalogue-rows.ts";

/** A database of 10,000 tables of 50 columns has 600,000; a million take some 150 MB. */
const CATALOGUE_ROWS_MAX = 1_000_000;
/** Of any kind, indexes and values among them. */
const UNITS_MAX = 1_000_000;
const { toUnit } = rows;
/** Allocation units that have the same place in every database, named by their system table. */
const SYSRSCOLS = toUnit(0, 3);
const SYSROWSETCOLUMNS_2005 = toUnit(0, 4);
const SYSROWSETS = toUnit(0, 5);
const SYSALLOCUNITS = toUnit(0, 7);
const SYSHOBTCOLUMNS_2005 = toUnit(0, 13);
const SYSSCHOBJS = toUnit(1, 34);
const SYSCOLPARS = toUnit(1, 41);
const SYSCLSOBJS = toUnit(1, 64);

/** What was read of a database's catalogue, and the rows of every allocation unit. */
export type Catalogue = {
  readonly units: ReadonlyMap<number, rows.AllocationUnit>;
  readonly rowsets: ReadonlyMap<bigint, rows.Rowset>;
  readonly tables: ReadonlyMap<number, rows.UserTable>;
  readonly schemas: ReadonlyMap<number, string>;
  /** By table and column. */
  readonly columns: ReadonlyMap<number, rows.ColumnRow>;
  readonly physical: readonly rows.PhysicalColumn[];
  /** Of SQL Server 2005 only. */
  readonly physical2005: readonly rows.PhysicalColumn[];
  readonly rowsetColumns2005: readonly rows.RowsetColumn[];
  readonly scannedRows: ReadonlyMap<number, number>;
  /** The catalogue was larger than is kept: something is missing in it. */
  readonly overfull: boolean;
};

export type CatalogueCollector = {
  /** An allocated page of `PAGE_BYTES`, its torn bits put back; in any order, each once. */
  readonly page: (page: Uint8Array, header: PageHeader) => void;
  readonly finish: () => Catalogue;
};

/**
 * Collects the catalogue and counts rows in one pass: the catalogue's pages may come after those
 * that it describes. `layouts` keeps where columns lie in records, which only an export needs.
 */
export function collectCatalogue({ layouts }: { readonly layouts: boolean }): CatalogueCollector {
  const kept = createKept();
  const readers = new Map([...listReaders(kept), ...(layouts ? listLayoutReaders(kept) : [])]);
  const scanned = countByUnit();
  let overfull = false;
  return {
    page: (page, header) => {
      if (header.type !== DATA_PAGE || header.level !== 0) return;
      const unit = toUnit(header.indexId, header.objectId);
      scanned.add(unit, countRows(page, header));
      const keep = readers.get(unit);
      if (!keep) return;
      if (countKept(kept) >= CATALOGUE_ROWS_MAX) overfull = true;
      else readRows(page, header, keep);
    },
    finish: () => {
      const { rows: scannedRows, isFull } = scanned.finish();
      return { ...kept, scannedRows, overfull: overfull || isFull };
    },
  };
}

/** Pages of one unit come together: the map is asked once for them. */
function countByUnit() {
  const rowsOf = new Map<number, number>();
  let unit = -1;
  let rows = 0;
  let isFull = false;
  const store = () => {
    if (!rowsOf.has(unit) && rowsOf.size >= UNITS_MAX) isFull = true;
    else rowsOf.set(unit, (rowsOf.get(unit) ?? 0) + rows);
  };
  return {
    add: (of: number, found: number) => {
      if (of !== unit) {
        store();
        unit = of;
        rows = 0;
      }
      rows += found;
    },
    finish: () => {
      store();
      rows = 0;
      return { rows: rowsOf, isFull };
    },
  };
}

function createKept() {
  const physical: rows.PhysicalColumn[] = [];
  const physical2005: rows.PhysicalColumn[] = [];
  const rowsetColumns2005: rows.RowsetColumn[] = [];
  return {
    units: new Map<number, rows.AllocationUnit>(),
    rowsets: new Map<bigint, rows.Rowset>(),
    tables: new Map<number, rows.UserTable>(),
    schemas: new Map<number, string>(),
    columns: new Map<number, rows.ColumnRow>(),
    physical,
    physical2005,
    rowsetColumns2005,
  };
}

type Kept = ReturnType<typeof createKept>;

function countKept({ units, rowsets, tables, schemas, columns, ...lists }: Kept): number {
  const named = units.size + rowsets.size + tables.size + schemas.size + columns.size;
  const { physical, physical2005, rowsetColumns2005 } = lists;
  return named + physical.length + physical2005.length + rowsetColumns2005.length;
}

/** A column's id has 15 bits. */
function keyOf({ table, id }: rows.ColumnRow): number {
  return (table >>> 0) * 2 ** 16 + id;
}

type Keep = (page: Uint8Array, at: number) => void;

function listReaders(kept: Kept): readonly (readonly [number, Keep])[] {
  return [
    [SYSALLOCUNITS, keeper(rows.readAllocationUnit, (row) => kept.units.set(row.unit, row))],
    [SYSROWSETS, keeper(rows.readRowset, (row) => kept.rowsets.set(row.id, row))],
    [SYSSCHOBJS, keeper(rows.readUserTable, (row) => kept.tables.set(row.id, row))],
    [SYSCLSOBJS, keeper(rows.readSchemaName, (row) => kept.schemas.set(row.id, row.name))],
    [SYSCOLPARS, keeper(rows.readColumnRow, (row) => kept.columns.set(keyOf(row), row))],
  ];
}

function listLayoutReaders(kept: Kept): readonly (readonly [number, Keep])[] {
  return [
    [SYSRSCOLS, keeper(rows.readPhysicalColumn, (row) => kept.physical.push(row))],
    [
      SYSHOBTCOLUMNS_2005,
      keeper(rows.readPhysicalColumn2005, (row) => kept.physical2005.push(row)),
    ],
    [
      SYSROWSETCOLUMNS_2005,
      keeper(rows.readRowsetColumn, (row) => kept.rowsetColumns2005.push(row)),
    ],
  ];
}

function keeper<Row>(
  read: (page: Uint8Array, at: number) => Row | null,
  keep: (row: Row) => void,
): Keep {
  return (page, at) => {
    const row = read(page, at);
    if (row !== null) keep(row);
  };
}

function readRows(page: Uint8Array, { slots }: PageHeader, keep: Keep): void {
  for (let slot = 0; slot < slots; slot += 1) {
    const at = findSlot(page, slots, slot);
    if (at !== null && isRow(page[at] ?? 0)) keep(page, at);
  }
}
