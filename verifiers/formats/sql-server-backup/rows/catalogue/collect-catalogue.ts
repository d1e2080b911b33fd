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
  const units = new Map<number, rows.AllocationUnit>();
  const rowsets = new Map<bigint, rows.Rowset>();
  const tables = new Map<number, rows.UserTable>();
  const schemas = new Map<number, string>();
  const columns: rows.ColumnRow[] = [];
  const physical: rows.PhysicalColumn[] = [];
  const physical2005: rows.PhysicalColumn[] = [];
  const rowsetColumns2005: rows.RowsetColumn[] = [];
  const scannedRows = new Map<number, number>();
  let kept = 0;
  let overfull = false;
  const reader = <Row>(read: Read<Row>, keep: (row: Row) => void): Keep => {
    return (page, at) => {
      const row = read(page, at);
      if (row === null) return;
      kept += 1;
      keep(row);
    };
  };
  const readers = new Map<number, Keep>([
    [SYSALLOCUNITS, reader(rows.readAllocationUnit, (row) => units.set(row.unit, row))],
    [SYSROWSETS, reader(rows.readRowset, (row) => rowsets.set(row.id, row))],
    [SYSSCHOBJS, reader(rows.readUserTable, (row) => tables.set(row.id, row))],
    [SYSCLSOBJS, reader(rows.readSchemaName, (row) => schemas.set(row.id, row.name))],
    [SYSCOLPARS, reader(rows.readColumnRow, (row) => columns.push(row))],
  ]);
  if (layouts) {
    readers.set(
      SYSRSCOLS,
      reader(rows.readPhysicalColumn, (row) => physical.push(row)),
    );
    readers.set(
      SYSHOBTCOLUMNS_2005,
      reader(rows.readPhysicalColumn2005, (row) => physical2005.push(row)),
    );
    readers.set(
      SYSROWSETCOLUMNS_2005,
      reader(rows.readRowsetColumn, (row) => rowsetColumns2005.push(row)),
    );
  }
  return {
    page: (page, header) => {
      if (header.type !== DATA_PAGE || header.level !== 0) return;
      const unit = toUnit(header.indexId, header.objectId);
      const scanned = scannedRows.get(unit);
      if (scanned === undefined && scannedRows.size >= UNITS_MAX) overfull = true;
      else scannedRows.set(unit, (scanned ?? 0) + countRows(page, header));
      const keep = readers.get(unit);
      if (keep && kept < CATALOGUE_ROWS_MAX) readRows(page, header, keep);
      else if (keep) overfull = true;
    },
    finish: () => ({
      units,
      rowsets,
      tables,
      schemas,
      columns,
      physical,
      physical2005,
      rowsetColumns2005,
      scannedRows,
      overfull,
    }),
  };
}

type Read<Row> = (page: Uint8Array, at: number) => Row | null;
type Keep = (page: Uint8Array, at: number) => void;

function readRows(page: Uint8Array, { slots }: PageHeader, keep: Keep): void {
  for (let slot = 0; slot < slots; slot += 1) {
    const at = findSlot(page, slots, slot);
    if (at !== null && isRow(page[at] ?? 0)) keep(page, at);
  }
}
