import { buildPage, buildRecord, type RecordParts } from "./build-page.ts";

/** A column of a made-up table; its place defaults to none, as if it were not stored. */
export type ColumnSpec = {
  readonly name: string;
  readonly type: number;
  readonly length: number;
  readonly scale?: number;
  readonly collation?: number;
  /** 1 is NOT NULL. */
  readonly status?: number;
  readonly offset?: number;
  readonly bit?: number;
  /** As the rowset stores it, where it is another. */
  readonly storedType?: number;
};

export type RowsetSpec = {
  readonly id: number;
  readonly index?: number;
  /** The object id of its pages; null for a rowset without any. */
  readonly unit: number | null;
  readonly recordedRows: number;
  readonly compression?: number;
};

export type TableSpec = {
  readonly id: number;
  readonly name: string;
  readonly columns: readonly ColumnSpec[];
  readonly rowsets: readonly RowsetSpec[];
};

const SYSTEM_INDEX = { heap: 0, clustered: 1 };
const DROPPED = 2;
const name = (text: string) => [{ bytes: Buffer.from(text, "utf16le") }];

/** The pages of a catalogue in SQL Server 2008's form, or 2005's. */
export function buildCatalogue(
  tables: readonly TableSpec[],
  { is2005 = false } = {},
): Uint8Array[] {
  const rowsets = tables.flatMap(({ id, rowsets }) => rowsets.map((rowset) => ({ id, rowset })));
  const places = tables.flatMap(({ rowsets, columns }) =>
    rowsets.flatMap((rowset) => columns.map((column, at) => ({ rowset, column, at }))),
  );
  const { heap, clustered } = SYSTEM_INDEX;
  return [
    systemPage(clustered, 64, [{ fixed: schemaRow(1), variable: name("dbo") }]),
    systemPage(
      clustered,
      34,
      tables.map((table) => ({ fixed: objectRow(table), variable: name(table.name) })),
    ),
    systemPage(
      heap,
      5,
      rowsets.map(({ id, rowset }) => ({ fixed: rowsetRow(id, rowset) })),
    ),
    systemPage(
      heap,
      7,
      rowsets.flatMap(({ rowset }) => unitRow(rowset)),
    ),
    systemPage(
      clustered,
      41,
      tables.flatMap(({ id, columns }) =>
        columns.map((column, at) => ({
          fixed: columnRow(id, column, at),
          variable: name(column.name),
        })),
      ),
    ),
    ...(is2005
      ? [
          systemPage(
            heap,
            4,
            places.flatMap((place) => rowsetColumnRows(place)),
          ),
          systemPage(
            heap,
            13,
            places.map((place) => ({ fixed: placeRow2005(place) })),
          ),
        ]
      : [
          systemPage(
            heap,
            3,
            places.map((place) => ({ fixed: placeRow(place) })),
          ),
        ]),
  ];
}

type Place = { readonly rowset: RowsetSpec; readonly column: ColumnSpec; readonly at: number };

function systemPage(indexId: number, objectId: number, records: readonly RecordParts[]) {
  return buildPage({ indexId, objectId, records: records.map(buildRecord) });
}

function schemaRow(id: number): Buffer {
  const row = Buffer.alloc(31);
  row.writeUInt8(50, 0);
  row.writeInt32LE(id, 1);
  return row;
}

function objectRow({ id }: TableSpec): Buffer {
  const row = Buffer.alloc(40);
  row.writeInt32LE(id, 0);
  row.writeInt32LE(1, 4);
  row.write("U ", 13, "latin1");
  return row;
}

function rowsetRow(table: number, rowset: RowsetSpec): Buffer {
  const row = Buffer.alloc(53);
  row.writeBigInt64LE(BigInt(rowset.id), 0);
  row.writeUInt8(1, 8);
  row.writeInt32LE(table, 9);
  row.writeInt32LE(rowset.index ?? 0, 13);
  row.writeBigInt64LE(BigInt(rowset.recordedRows), 27);
  row.writeUInt8(rowset.compression ?? 0, 35);
  return row;
}

function unitRow({ id, unit }: RowsetSpec): RecordParts[] {
  if (unit === null) return [];
  const row = Buffer.alloc(65);
  row.writeUInt32LE(unit, 2);
  row.writeUInt16LE(256, 6);
  row.writeUInt8(1, 8);
  row.writeBigInt64LE(BigInt(id), 9);
  return [{ fixed: row }];
}

function columnRow(table: number, column: ColumnSpec, at: number): Buffer {
  const row = Buffer.alloc(41);
  row.writeInt32LE(table, 0);
  row.writeInt32LE(at + 1, 6);
  row.writeUInt8(column.type, 10);
  row.writeInt16LE(column.length, 15);
  row.writeUInt8(column.scale ?? 0, 18);
  row.writeInt32LE(column.collation ?? 0, 19);
  row.writeInt32LE(column.status ?? 0, 23);
  return row;
}

function placeRow({ rowset, column, at }: Place): Buffer {
  const row = Buffer.alloc(50);
  row.writeBigInt64LE(BigInt(rowset.id), 0);
  row.writeInt32LE(at + 1, 8);
  row.writeUInt8(column.storedType ?? column.type, 24);
  row.writeInt16LE(column.offset ?? 0, 40);
  row.writeUInt16LE(column.offset === undefined ? 0 : at + 1, 44);
  row.writeUInt8(column.bit ?? 0, 48);
  return row;
}

/** Columns of the storage are numbered from 100 here, so that none is found by chance. */
function placeRow2005({ rowset, column, at }: Place): Buffer {
  const row = Buffer.alloc(37);
  row.writeBigInt64LE(BigInt(rowset.id), 0);
  row.writeInt32LE(at + 100, 8);
  row.writeUInt8(column.storedType ?? column.type, 18);
  row.writeInt16LE(column.offset ?? 0, 27);
  row.writeUInt8(column.bit ?? 0, 31);
  row.writeUInt16LE(column.offset === undefined ? 0 : at + 1, 33);
  return row;
}

/** Each also as a column that was dropped, which must not be taken for it. */
function rowsetColumnRows({ rowset, at }: Place): RecordParts[] {
  return [0, DROPPED].map((status) => {
    const row = Buffer.alloc(30);
    row.writeBigInt64LE(BigInt(rowset.id), 0);
    row.writeInt32LE(at + 1, 8);
    row.writeInt32LE(status === DROPPED ? 999 : at + 100, 12);
    row.writeInt32LE(status, 16);
    return { fixed: row };
  });
}
