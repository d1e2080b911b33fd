import { describe, expect, test } from "vitest";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import { readCompressedRecord } from "../../../verifiers/formats/sql-server-backup/rows/compressed/read-compressed-record.ts";
import {
  buildCompressedRecord,
  buildPageCompression,
  type CompressedCell,
  compressInteger,
} from "./build-compressed.ts";
import { buildCatalogue, type ColumnSpec, type TableSpec } from "./build-database.ts";
import { buildPage } from "./build-page.ts";
import { hideFirstRecord } from "./hide-first-record.ts";
import { readRows, readTables } from "./read-database.ts";

const LATIN1 = 0xd008;
const FORWARDED = 0x11;
const GHOST = 0x15;
const id: ColumnSpec = { name: "id", type: 56, length: 4, offset: 0, status: 1 };
const open: ColumnSpec = { name: "open", type: 104, length: 1, offset: 0 };
const name: ColumnSpec = { name: "name", type: 167, length: 50, offset: 0, collation: LATIN1 };
const host: ColumnSpec = { name: "host", type: 231, length: 100, offset: 0 };
const at: ColumnSpec = { name: "at", type: 42, length: 8, offset: 0, scale: 7 };

const int = (value: number) => compressInteger(BigInt(value));
const text = (value: string) => Buffer.from(value, "latin1");

function table(columns: readonly ColumnSpec[], rows: number, compression = 1): TableSpec {
  const rowset = { id: 501, unit: 90, recordedRows: rows, compression };
  return { id: 1_001, name: "visits", columns, rowsets: [rowset] };
}

type Compressed = {
  readonly columns: readonly ColumnSpec[];
  readonly records: readonly Uint8Array[];
  /** Behind the page's header. */
  readonly information?: Uint8Array;
  readonly compression?: number;
};

function write({ columns, records, information, compression = 1 }: Compressed): Uint8Array[] {
  const catalogue = buildCatalogue([table(columns, records.length, compression)]);
  const first = information ? [information] : [];
  const page = buildPage({
    indexId: 256,
    objectId: 90,
    page: 200,
    records: [...first, ...records],
  });
  return [...catalogue, information ? hideFirstRecord(page) : page];
}

const record = (...cells: readonly CompressedCell[]) => buildCompressedRecord(cells);

describe("a table with row compression", () => {
  test("is read, whatever its values take", async () => {
    const records = [
      record(int(1), true, text("a"), text("b")),
      record(int(-70_000), text(""), text("a name of more than eight bytes"), null),
      record(int(0), null, text(""), text("12345678901")),
    ];
    const pages = write({ columns: [id, open, name, host], records });
    expect((await readRows(pages, "visits")).rows).toEqual([
      [1, true, "a", "b"],
      [-70_000, false, "a name of more than eight bytes", null],
      [0, null, "", "12345678901"],
    ]);
    expect(readTables(pages).tables).toMatchObject([{ rows: 3, recordedRows: 3 }]);
  });

  test("is read with its forwarded rows, and without those that were deleted", async () => {
    const records = [
      buildCompressedRecord([int(1)], FORWARDED),
      buildCompressedRecord([int(2)], GHOST),
    ];
    expect((await readRows(write({ columns: [id], records }), "visits")).rows).toEqual([[1]]);
  });

  test("is read in the order in which its records hold the columns", async () => {
    for (const columns of [32, 61, 130]) {
      const specs = Array.from({ length: columns }, (_, at) => ({ ...id, name: `c${at}` }));
      const cells = specs.map((_, at) => (at % 7 === 0 ? null : int(at * 100 - 5_000)));
      const nullable = specs.map((spec) => ({ ...spec, status: 0 }));
      const pages = write({ columns: nullable, records: [record(...cells)] });
      const [row] = (await readRows(pages, "visits")).rows;
      expect(row).toEqual(specs.map((_, at) => (at % 7 === 0 ? null : at * 100 - 5_000)));
    }
  });

  test("has nulls for columns that were added later, and no defaults", async () => {
    const one = [record(int(1))];
    const nullable = await readRows(write({ columns: [id, name], records: one }), "visits");
    expect(nullable.rows).toEqual([[1, null]]);
    const columns = [id, { ...name, status: 1 }];
    await expect(readRows(write({ columns, records: one }), "visits")).rejects.toThrow(
      /column name/,
    );
  });

  test("leaves out by name what is not documented", async () => {
    const pages = write({ columns: [id, at], records: [record(int(1), text("12345"))] });
    const { rows, omitted } = await readRows(pages, "visits");
    expect(rows).toEqual([[1]]);
    expect(omitted.map(({ name, reason }) => `${name}: ${reason.en}`)).toEqual([
      "at: datetime2(7) is not read in compressed tables",
    ]);
  });

  test.each([
    ["an unknown descriptor", Buffer.from([0x01, 0x01, 0x0e, 0x00])],
    ["a cut record", record(int(1)).subarray(0, 0)],
    ["a symbol without a dictionary", record({ symbol: 0 })],
    ["a value of another length", record(Buffer.from("12345"))],
  ])("is refused where it has %s, and not called damaged", async (_, broken) => {
    const pages = write({ columns: [id], records: [broken] });
    await expect(readRows(pages, "visits")).rejects.toThrow(OperatingError);
  });

  test("whose long values lead out of the page has no record", () => {
    const bytes = Buffer.alloc(8_192);
    record(text("more than eight")).copy(bytes, 8_192 - 30);
    bytes.writeUInt16LE(0x7fff, 8_192 - 30 + 6);
    expect(readCompressedRecord(bytes, 8_192 - 30)).toBeNull();
  });
});

/** The example of "Page Compression Implementation" in SQL Server's documentation. */
describe("a table with page compression", () => {
  const columns = [
    { ...name, name: "a" },
    { ...name, name: "b" },
    { ...name, name: "c" },
  ];
  const anchor = [text("aaabcc"), text("aaaacc"), text("abcd")];
  const behind = (shared: number, rest: string) => Buffer.from([shared, ...text(rest)]);
  const expected = [
    ["aaabb", "aaaab", "abcd"],
    ["aaabcc", "bbbb", "abcd"],
    ["aaaccc", "aaaacc", "bbbb"],
  ];

  test("has the prefixes of its columns put back", async () => {
    const records = [
      record(behind(4, "b"), behind(4, "b"), text("")),
      record(text(""), behind(0, "bbbb"), text("")),
      record(behind(3, "ccc"), text(""), behind(0, "bbbb")),
    ];
    const information = buildPageCompression(anchor, null);
    const pages = write({ columns, records, information, compression: 2 });
    expect((await readRows(pages, "visits")).rows).toEqual(expected);
  });

  test("has the values of its dictionary put back", async () => {
    const records = [
      record({ symbol: 0 }, { symbol: 0 }, text("")),
      record(text(""), { symbol: 1 }, text("")),
      record(behind(3, "ccc"), text(""), { symbol: 1 }),
    ];
    const information = buildPageCompression(anchor, [behind(4, "b"), behind(0, "bbbb")]);
    const pages = write({ columns, records, information, compression: 2 });
    expect((await readRows(pages, "visits")).rows).toEqual(expected);
  });

  test("has values of its dictionary as they are where a column has no prefix", async () => {
    const records = [
      record({ symbol: 0 }, null, text("x")),
      record(text("y"), null, { symbol: 0 }),
    ];
    const information = buildPageCompression(null, [text("shared")]);
    const pages = write({ columns, records, information, compression: 2 });
    expect((await readRows(pages, "visits")).rows).toEqual([
      ["shared", null, "x"],
      ["y", null, "shared"],
    ]);
  });

  test.each([
    ["a prefix longer than its column's", behind(7, "b"), anchor],
    ["a prefix of two bytes of length", behind(0x80, "b"), anchor],
    ["a symbol that is not there", { symbol: 9 }, anchor],
  ])("is refused where it has %s", async (_, cell, prefixes) => {
    const information = buildPageCompression(prefixes, [text("x")]);
    const records = [record(cell, null, null)];
    const pages = write({ columns, records, information, compression: 2 });
    await expect(readRows(pages, "visits")).rejects.toThrow(OperatingError);
  });

  test("is read where a page is not compressed yet", async () => {
    const pages = write({ columns: [id], records: [record(int(7))], compression: 2 });
    expect((await readRows(pages, "visits")).rows).toEqual([[7]]);
  });
});

test("a columnstore is refused", async () => {
  const pages = write({ columns: [id], records: [record(int(1))], compression: 3 });
  await expect(readRows(pages, "visits")).rejects.toThrow(/columnstore/);
});
