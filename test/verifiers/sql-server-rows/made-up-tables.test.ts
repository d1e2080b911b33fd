import { describe, expect, test } from "vitest";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import { DamagedCopy } from "../../../verifiers/formats/damaged-copy.ts";
import { buildCatalogue, type ColumnSpec, type TableSpec } from "./build-database.ts";
import { buildPage, buildRecord, type RecordParts } from "./build-page.ts";
import { readRows, readTables } from "./read-database.ts";

const INT = 56;
const NVARCHAR = 231;
const FORWARDED = 0x32;
const STUB = 0x04;
const GHOST = 0x1c;

const id: ColumnSpec = { name: "id", type: INT, length: 4, offset: 4, status: 1 };
const note: ColumnSpec = { name: "note", type: NVARCHAR, length: -1, offset: -1 };

function visits(parts: Partial<TableSpec> = {}): TableSpec {
  return {
    id: 1_001,
    name: "visits",
    columns: [id, note],
    rowsets: [{ id: 501, unit: 90, recordedRows: 2 }],
    ...parts,
  };
}

function int(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

const row = (value: number, text: string, rest: RecordParts = {}) =>
  buildRecord({
    fixed: int(value),
    columns: 2,
    variable: [{ bytes: Buffer.from(text, "utf16le") }],
    ...rest,
  });
const data = (records: readonly Uint8Array[], objectId = 90, page = 200) =>
  buildPage({ indexId: 256, objectId, page, records });

const twoRows = data([row(1, "a"), row(2, "b")]);

describe("tables of a database", () => {
  test("are read in any order of pages, of SQL Server 2005 and of later ones", async () => {
    for (const is2005 of [true, false]) {
      const pages = [twoRows, ...buildCatalogue([visits()], { is2005 }).reverse()];
      expect(readTables(pages)).toEqual({
        tables: [
          {
            schema: "dbo",
            name: "visits",
            columns: [
              { name: "id", type: "int", nullable: false },
              { name: "note", type: "nvarchar(max)", nullable: true },
            ],
            rows: 2,
            recordedRows: 2,
          },
        ],
        reasons: [],
        notes: [],
      });
      const { rows } = await readRows(pages, "dbo.visits");
      expect(rows).toEqual([
        [1, "a"],
        [2, "b"],
      ]);
    }
  });

  test("are summed over their partitions, and not over their other indexes", async () => {
    const rowsets = [
      { id: 501, index: 1, unit: 90, recordedRows: 2 },
      { id: 502, index: 1, unit: 91, recordedRows: 1 },
      { id: 503, index: 2, unit: 92, recordedRows: 3 },
    ];
    const other = data([row(9, "no"), row(9, "no"), row(9, "no")], 92, 208);
    const pages = [
      ...buildCatalogue([visits({ rowsets })]),
      ...[twoRows, data([row(3, "c")], 91, 204), other],
    ];
    expect(readTables(pages).tables).toMatchObject([{ rows: 3, recordedRows: 3 }]);
    expect((await readRows(pages, "visits")).rows.map(([first]) => first)).toEqual([1, 2, 3]);
  });

  test("count a forwarded row once, and no ghosts", async () => {
    const back = { bytes: Buffer.from([0, 4, 0, 0, 0, 0, 0, 0, 0, 0]), elsewhere: true };
    const moved = [{ bytes: Buffer.from("m", "utf16le") }, back];
    const page = data([
      row(1, "a"),
      buildRecord({ status: STUB, fixed: int(7) }),
      row(2, "", { status: FORWARDED, variable: moved }),
      row(3, "gone", { status: GHOST }),
    ]);
    const pages = [...buildCatalogue([visits()]), page];
    expect(readTables(pages)).toMatchObject({ tables: [{ rows: 2 }], reasons: [] });
    expect((await readRows(pages, "visits")).rows).toEqual([
      [1, "a"],
      [2, "m"],
    ]);
  });

  test("have slots of deleted rows, but none that two rows share", async () => {
    const page = data([row(1, "a"), row(9, "deleted"), row(2, "b")]);
    new DataView(page.buffer).setUint16(8_188, 0, true);
    const pages = [...buildCatalogue([visits()]), page];
    expect(readTables(pages).tables).toMatchObject([{ rows: 2 }]);
    expect((await readRows(pages, "visits")).rows.map(([first]) => first)).toEqual([1, 2]);
    new DataView(page.buffer).setUint16(8_188, 96, true);
    await expect(readRows(pages, "visits")).rejects.toThrow(DamagedCopy);
  });

  test("are told where rows are missing or too many", () => {
    for (const records of [[row(1, "a")], [row(1, "a"), row(2, "b"), row(3, "c")]]) {
      const { reasons } = readTables([...buildCatalogue([visits()]), data(records)]);
      expect(reasons.map(({ en }) => en)).toEqual([
        `dbo.visits: ${records.length} rows were found, the database records 2.`,
      ]);
    }
  });

  test("are not counted in a backup that does not carry every page", () => {
    const { tables, reasons } = readTables(buildCatalogue([visits()]), { whole: false });
    expect(tables).toMatchObject([{ name: "visits", rows: null, recordedRows: 2 }]);
    expect(reasons).toEqual([]);
    expect(readTables([], { whole: false })).toEqual({ tables: [], reasons: [], notes: [] });
    expect(readTables([]).reasons).toHaveLength(1);
  });

  test("are said, not counted, in a columnstore or out of pages", () => {
    const columnstore = { id: 501, index: 1, unit: 90, recordedRows: 2, compression: 3 };
    const inMemory = { id: 601, index: 0, unit: null, recordedRows: 5 };
    const { tables, reasons, notes } = readTables(
      buildCatalogue([
        visits({ rowsets: [columnstore] }),
        visits({ id: 1_002, name: "sessions", rowsets: [inMemory] }),
      ]),
    );
    expect(tables.map(({ rows }) => rows)).toEqual([null, null]);
    expect(reasons).toEqual([]);
    expect(notes.map(({ en }) => en).sort()).toEqual([
      expect.stringMatching(/dbo\.sessions .* not in pages/),
      expect.stringMatching(/dbo\.visits .* columnstore/),
    ]);
  });

  test("are counted where they are compressed, and not read where their records make no sense", async () => {
    const rowsets = [{ id: 501, index: 1, unit: 90, recordedRows: 2, compression: 2 }];
    const page = data([Uint8Array.of(0x01, 2, 0, 0), Uint8Array.of(0x11, 2, 0, 0)]);
    const pages = [...buildCatalogue([visits({ rowsets })]), page];
    expect(readTables(pages)).toMatchObject({ tables: [{ rows: 2 }], reasons: [] });
    await expect(readRows(pages, "visits")).rejects.toThrow(OperatingError);
  });
});

describe("columns of a table", () => {
  const read = (columns: readonly ColumnSpec[], record: Uint8Array) =>
    readRows([...buildCatalogue([visits({ columns })]), data([record])], "visits");

  test("that were dropped or added since do not shift the others", async () => {
    const columns = [
      { ...id, offset: 8 },
      { ...note, offset: -2 },
      { name: "added", type: INT, length: 4, offset: 12 },
      { name: "addedText", type: NVARCHAR, length: 20, offset: -3 },
    ];
    const variable = [{ bytes: Buffer.from("dropped") }, { bytes: Buffer.from("x", "utf16le") }];
    const fixed = Buffer.concat([int(77), int(1)]);
    const { rows } = await read(columns, buildRecord({ fixed, columns: 2, variable }));
    expect(rows).toEqual([[1, "x", null, null]]);
  });

  test("that were added with a default are not taken for null", async () => {
    const columns = [id, { name: "added", type: INT, length: 4, offset: 8, status: 1 }];
    const record = buildRecord({ fixed: int(1), columns: 1 });
    await expect(read(columns, record)).rejects.toThrow(/added with a default/);
  });

  test("share a byte where they are bits", async () => {
    const bit = (name: string, at: number) => ({ name, type: 104, length: 1, offset: 4, bit: at });
    const columns = [bit("a", 0), bit("b", 1), bit("c", 7), bit("d", 2)];
    const record = buildRecord({ fixed: Uint8Array.of(0b1000_0010), columns: 4, nulls: [4] });
    expect((await read(columns, record)).rows).toEqual([[false, true, true, null]]);
  });

  test("tell an empty text from a null, also where the record ends before it", async () => {
    const columns = [id, note, { ...note, name: "last", offset: -2 }];
    const record = buildRecord({ fixed: int(1), columns: 3, nulls: [2] });
    expect((await read(columns, record)).rows).toEqual([[1, null, ""]]);
  });

  test("that cannot be read are left out and said", async () => {
    const columns = [
      id,
      { name: "document", type: 241, length: -1, offset: -1 },
      { name: "any", type: 98, length: 8_016, offset: -2 },
      { name: "total", type: INT, length: 4, status: 0x10 },
      { name: "rare", type: INT, length: 4, status: 0x100_0000 },
      { name: "card", type: NVARCHAR, length: 50, offset: -3, storedType: 165 },
      { name: "kanji", type: 167, length: 50, offset: -4, collation: 53_265 },
    ];
    const { rows, omitted } = await read(columns, buildRecord({ fixed: int(1), columns: 7 }));
    expect(rows).toEqual([[1]]);
    expect(omitted.map(({ name, reason }) => `${name}: ${reason.en}`)).toEqual([
      "document: xml is not read",
      "any: sql_variant is not read",
      "total: computed, not stored",
      "rare: a sparse column",
      "card: nvarchar(25), encrypted",
      "kanji: varchar(50) is not read",
    ]);
  });

  test("are refused where the record does not hold them", async () => {
    const short = buildRecord({ fixed: Uint8Array.of(1), columns: 1 });
    await expect(read([id], short)).rejects.toThrow(DamagedCopy);
    const odd = buildRecord({
      fixed: int(1),
      columns: 2,
      variable: [{ bytes: Buffer.from("odd") }],
    });
    await expect(read([id, note], odd)).rejects.toThrow(/none of its type/);
  });

  test("are read from other pages where they do not fit", async () => {
    const text = Buffer.from("long".repeat(500), "utf16le");
    const part = Buffer.concat([Buffer.alloc(14), text]);
    part.writeUInt8(8, 0);
    part.writeUInt16LE(part.length, 2);
    part.writeUInt16LE(3, 12);
    const values = buildPage({ type: 3, objectId: 91, page: 300, records: [part] });
    const root = Buffer.alloc(24);
    root.writeUInt32LE(text.length, 12);
    root.writeUInt32LE(300, 16);
    root.writeUInt16LE(1, 20);
    const record = buildRecord({
      fixed: int(1),
      columns: 2,
      variable: [{ bytes: root, elsewhere: true }],
    });
    const pages = [...buildCatalogue([visits()]), data([record]), values];
    expect((await readRows(pages, "visits")).rows).toEqual([[1, "long".repeat(500)]]);
  });
});

describe("a table's name", () => {
  const pages = [
    ...buildCatalogue([visits(), visits({ id: 1_002, name: "VISITS", rowsets: [] })]),
    twoRows,
  ];

  test("is taken as it is written, then whatever its case", async () => {
    expect((await readRows(pages, "visits")).rows).toHaveLength(2);
    const one = [...buildCatalogue([visits()]), twoRows];
    expect((await readRows(one, "DBO.Visits")).rows).toHaveLength(2);
  });

  test.each([
    ["Visits", /there are 2/],
    ["nobody", /Cannot find the table nobody/],
    ["VISITS", /does not carry them in pages/],
  ])("%s is refused", async (name, reason) => {
    await expect(readRows(pages, name)).rejects.toThrow(reason);
  });
});
