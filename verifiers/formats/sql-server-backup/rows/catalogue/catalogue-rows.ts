import { readRecord } from "../read-record.ts";

/**
 * Layouts of the system tables, the same from SQL Server 2005 to 2022 as far as they are read here
 * (later versions add columns at the end). Checked byte by byte on real backups.
 */
const ALLOCATION_UNIT_BYTES = 17;
const ROWSET_BYTES = 35;
const OBJECT_BYTES = 15;
const COLUMN_BYTES = 27;
const CLASS_BYTES = 5;
const PHYSICAL_COLUMN_BYTES = 50;
const PHYSICAL_COLUMN_2005_BYTES = 37;
const ROWSET_COLUMN_BYTES = 20;
const FIXED_AT = 4;
/** sysname: 128 UTF-16 units. */
const NAME_BYTES_MAX = 256;
const USER_TABLE = 0x2055;
const SCHEMA_CLASS = 50;
/** The schema `sys`, in every database. */
const SYS = 4;
const DROPPED = 2;
const COLUMN_ID_MAX = 30_000;
/** Those below are system tables. */
const USER_OBJECT_MIN = 100;

export type AllocationUnit = {
  readonly unit: number;
  readonly type: number;
  readonly rowset: bigint;
};

export type Rowset = {
  readonly id: bigint;
  readonly ownerType: number;
  readonly table: number;
  readonly index: number;
  /** Null where it is no number of rows. */
  readonly recordedRows: number | null;
  readonly compression: number;
};

export type UserTable = { readonly id: number; readonly schema: number; readonly name: string };
export type SchemaName = { readonly id: number; readonly name: string };

export type ColumnRow = {
  readonly table: number;
  readonly id: number;
  readonly name: string;
  readonly type: number;
  readonly length: number;
  readonly precision: number;
  readonly scale: number;
  readonly collation: number;
  readonly status: number;
};

/** Where a rowset's records hold one column. */
export type PhysicalColumn = {
  readonly rowset: bigint;
  readonly column: number;
  /** Another than the column's own where it is encrypted. */
  readonly type: number;
  /** At or above 4: into the record; below 0: the variable column -n (1 is the first). */
  readonly leafOffset: number;
  /** 1 is the first bit of the null bitmap. */
  readonly nullBit: number;
  /** Which bit of its byte a `bit` column is. */
  readonly bitPosition: number;
};

/** One key for the index id and object id that a page's header and its allocation unit hold. */
export function toUnit(indexId: number, objectId: number): number {
  return indexId * 2 ** 32 + objectId;
}

export function readAllocationUnit(page: Uint8Array, at: number): AllocationUnit | null {
  const view = readFixed(page, at, ALLOCATION_UNIT_BYTES);
  if (!view) return null;
  const unit = toUnit(view.getUint16(6, true), view.getUint32(2, true));
  return { unit, type: view.getUint8(8), rowset: view.getBigInt64(9, true) };
}

export function readRowset(page: Uint8Array, at: number): Rowset | null {
  const view = readFixed(page, at, ROWSET_BYTES);
  if (!view) return null;
  const rows = Number(view.getBigInt64(27, true));
  return {
    id: view.getBigInt64(0, true),
    ownerType: view.getUint8(8),
    table: view.getInt32(9, true),
    index: view.getInt32(13, true),
    recordedRows: Number.isSafeInteger(rows) && rows >= 0 ? rows : null,
    compression: view.byteLength > ROWSET_BYTES ? view.getUint8(35) : 0,
  };
}

/** Null also for objects that are no user tables, and for tables of SQL Server's own (`sys`). */
export function readUserTable(page: Uint8Array, at: number): UserTable | null {
  const view = readFixed(page, at, OBJECT_BYTES);
  if (!view || view.getUint16(13, true) !== USER_TABLE || view.getUint8(8) !== 0) return null;
  const schema = view.getInt32(4, true);
  const name = schema === SYS ? null : readName(page, at);
  return name === null ? null : { id: view.getInt32(0, true), schema, name };
}

/** Null also for what is no schema. */
export function readSchemaName(page: Uint8Array, at: number): SchemaName | null {
  const view = readFixed(page, at, CLASS_BYTES);
  if (view?.getUint8(0) !== SCHEMA_CLASS) return null;
  const name = readName(page, at);
  return name === null ? null : { id: view.getInt32(1, true), name };
}

/** Null also for parameters of procedures, and for columns of SQL Server's own tables. */
export function readColumnRow(page: Uint8Array, at: number): ColumnRow | null {
  const view = readFixed(page, at, COLUMN_BYTES);
  if (view?.getInt16(4, true) !== 0) return null;
  const table = view.getInt32(0, true);
  const id = view.getInt32(6, true);
  if (table < USER_OBJECT_MIN || id <= 0 || id > COLUMN_ID_MAX) return null;
  const name = readName(page, at);
  if (name === null) return null;
  return {
    table,
    id,
    name,
    type: view.getUint8(10),
    length: view.getInt16(15, true),
    precision: view.getUint8(17),
    scale: view.getUint8(18),
    collation: view.getInt32(19, true),
    status: view.getInt32(23, true),
  };
}

/** SQL Server 2008 and later. Null also for columns that were dropped. */
export function readPhysicalColumn(page: Uint8Array, at: number): PhysicalColumn | null {
  const view = readFixed(page, at, PHYSICAL_COLUMN_BYTES);
  if (!view || view.getInt32(36, true) & DROPPED) return null;
  return {
    rowset: view.getBigInt64(0, true),
    column: view.getInt32(8, true),
    type: view.getUint8(24),
    leafOffset: view.getInt16(40, true),
    nullBit: view.getUint16(44, true),
    bitPosition: view.getUint8(48),
  };
}

/** SQL Server 2005; `column` is the one that `readRowsetColumn` translates. */
export function readPhysicalColumn2005(page: Uint8Array, at: number): PhysicalColumn | null {
  const view = readFixed(page, at, PHYSICAL_COLUMN_2005_BYTES);
  if (!view) return null;
  return {
    rowset: view.getBigInt64(0, true),
    column: view.getInt32(8, true),
    type: view.getUint8(18),
    leafOffset: view.getInt16(27, true),
    nullBit: view.getUint16(33, true),
    bitPosition: view.getUint8(31),
  };
}

export type RowsetColumn = {
  readonly rowset: bigint;
  readonly column: number;
  readonly physical: number;
};

/** SQL Server 2005. Null also for columns that were dropped. */
export function readRowsetColumn(page: Uint8Array, at: number): RowsetColumn | null {
  const view = readFixed(page, at, ROWSET_COLUMN_BYTES);
  if (!view || view.getInt32(16, true) & DROPPED) return null;
  return {
    rowset: view.getBigInt64(0, true),
    column: view.getInt32(8, true),
    physical: view.getInt32(12, true),
  };
}

/** The fixed data behind a record's first four bytes; null where there are fewer than asked for. */
function readFixed(page: Uint8Array, at: number, bytesMin: number): DataView | null {
  const end = at + ((page[at + 2] ?? 0) | ((page[at + 3] ?? 0) << 8));
  const start = at + FIXED_AT;
  if (end > page.length || end - start < bytesMin) return null;
  return new DataView(page.buffer, page.byteOffset + start, end - start);
}

/** The first of a record's variable columns; null where it is no name. */
function readName(page: Uint8Array, at: number): string | null {
  const value = readRecord(page, at)?.variable[0];
  if (!value || value.elsewhere || value.bytes.length > NAME_BYTES_MAX) return null;
  return Buffer.from(value.bytes).toString("utf16le");
}
