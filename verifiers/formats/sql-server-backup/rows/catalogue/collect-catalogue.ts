import { countRows, isRow } from "../count-rows.ts";
import { DATA_PAGE, findSlot, type PageHeader } from "../page-slots.ts";
import * as rows from "./catalogue-rows.ts";

/** A database of 10,000 tables of 50 columns, three indexes each, has 2 million. */
const CATALOGUE_ROWS_MAX = 4_000_000;
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
  readonly columns: readonly rows.ColumnRow[];
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
  const scannedRows = new Map<number, number>();
  let rowsKept = 0;
  let overfull = false;
  const count = (header: PageHeader, rowsFound: number) => {
    const unit = toUnit(header.indexId, header.objectId);
    const scanned = scannedRows.get(unit);
    if (scanned === undefined && scannedRows.size >= UNITS_MAX) overfull = true;
    else scannedRows.set(unit, (scanned ?? 0) + rowsFound);
  };
  return {
    page: (page, header) => {
      if (header.type !== DATA_PAGE || header.level !== 0) return;
      count(header, countRows(page, header));
      const keep = readers.get(toUnit(header.indexId, header.objectId));
      if (!keep) return;
      if (rowsKept >= CATALOGUE_ROWS_MAX) overfull = true;
      else rowsKept += readRows(page, header, keep);
    },
    finish: () => ({ ...kept, scannedRows, overfull }),
  };
}

function createKept() {
  return {
    units: new Map<number, rows.AllocationUnit>(),
    rowsets: new Map<bigint, rows.Rowset>(),
    tables: new Map<number, rows.UserTable>(),
    schemas: new Map<number, string>(),
    columns: [] as rows.ColumnRow[],
    physical: [] as rows.PhysicalColumn[],
    physical2005: [] as rows.PhysicalColumn[],
    rowsetColumns2005: [] as rows.RowsetColumn[],
  };
}

type Kept = ReturnType<typeof createKept>;
type Keep = (page: Uint8Array, at: number) => void;

function listReaders(kept: Kept): readonly (readonly [number, Keep])[] {
  return [
    [SYSALLOCUNITS, keeper(rows.readAllocationUnit, (row) => kept.units.set(row.unit, row))],
    [SYSROWSETS, keeper(rows.readRowset, (row) => kept.rowsets.set(row.id, row))],
    [SYSSCHOBJS, keeper(rows.readUserTable, (row) => kept.tables.set(row.id, row))],
    [SYSCLSOBJS, keeper(rows.readSchemaName, (row) => kept.schemas.set(row.id, row.name))],
    [SYSCOLPARS, keeper(rows.readColumnRow, (row) => kept.columns.push(row))],
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

/** Returns how many there were. */
function readRows(page: Uint8Array, { slots }: PageHeader, keep: Keep): number {
  let read = 0;
  for (let slot = 0; slot < slots; slot += 1) {
    const at = findSlot(page, slots, slot);
    if (at === null || !isRow(page[at] ?? 0)) continue;
    keep(page, at);
    read += 1;
  }
  return read;
}
