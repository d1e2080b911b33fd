import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countRows } from "../../../verifiers/formats/sql-server-backup/rows/count-rows.ts";
import {
  findSlot,
  readPageHeader,
} from "../../../verifiers/formats/sql-server-backup/rows/page-slots.ts";
import {
  isNullColumn,
  readRecord,
} from "../../../verifiers/formats/sql-server-backup/rows/read-record.ts";
import { buildPage, buildRecord, u16 } from "./build-page.ts";

const bytes = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));

function readOnly(record: Uint8Array) {
  const page = buildPage({ records: [record] });
  return readRecord(page, findSlot(page, 1, 0) ?? 0);
}

describe("readRecord()", () => {
  test("finds fixed data, nulls and variable columns", () => {
    const variable = [{ bytes: bytes("one") }, { bytes: bytes("pointer"), elsewhere: true }];
    const record = readOnly(
      buildRecord({ fixed: bytes("fix"), columns: 10, nulls: [2, 9], variable }),
    );
    expect(record?.fixed.subarray(4)).toEqual(bytes("fix"));
    expect(record?.variable).toEqual([
      { bytes: bytes("one"), elsewhere: false },
      { bytes: bytes("pointer"), elsewhere: true },
    ]);
    const nulls = [1, 2, 3, 8, 9, 10, 11].filter((at) => record && isNullColumn(record, at));
    expect(nulls).toEqual([2, 9, 11]);
  });

  test("leaves out where a forwarded record came from", () => {
    const back = { bytes: Buffer.concat([u16(0x0400), bytes("12345678")]), elsewhere: true };
    const record = readOnly(buildRecord({ status: 0x32, variable: [{ bytes: bytes("a") }, back] }));
    expect(record?.variable).toEqual([{ bytes: bytes("a"), elsewhere: false }]);
  });

  test("takes no column for null where a record has no bitmap", () => {
    const record = readOnly(buildRecord({ status: 0, fixed: bytes("fix") }));
    expect(record && isNullColumn(record, 1)).toBe(false);
  });

  test.each([
    ["fixed data beyond the page", [0x10, 0, 0xff, 0x7f]],
    ["fixed data before its own start", [0x10, 0, 3, 0]],
    ["more columns than a table has", [0x10, 0, 4, 0, 0xff, 0xff]],
    ["more variable columns than fit", [0x30, 0, 4, 0, 1, 0, 0, 0xff, 0x74]],
    ["a variable column that ends before it starts", [0x30, 0, 4, 0, 1, 0, 0, 1, 0, 2, 0]],
    ["a variable column beyond the page", [0x30, 0, 4, 0, 1, 0, 0, 1, 0, 0xff, 0x7f]],
  ])("refuses %s", (_, start) => {
    expect(readOnly(Uint8Array.from(start))).toBeNull();
  });
});

describe("countRows()", () => {
  test("counts primary and forwarded records, not stubs, ghosts or parts of values", () => {
    const records = [0, 1, 2, 3, 4, 5, 6, 7].map((kind) =>
      buildRecord({ status: (kind << 1) | 0x10 }),
    );
    const page = buildPage({ records });
    expect(countRows(page, readPageHeader(page))).toBe(2);
  });

  test("knows the records of compressed tables", () => {
    const records = [0, 1, 2, 3, 4, 5, 6, 7].map((kind) => Uint8Array.of((kind << 2) | 1, 0, 0, 0));
    const page = buildPage({ records });
    expect(countRows(page, readPageHeader(page))).toBe(2);
  });

  test("takes slots that lead into the header or the slots for nothing", () => {
    const page = buildPage({ records: [buildRecord({}), buildRecord({}), buildRecord({})] });
    const view = new DataView(page.buffer);
    view.setUint16(8_190, 8_191, true);
    view.setUint16(8_188, 12, true);
    expect(countRows(page, readPageHeader(page))).toBe(1);
    view.setUint16(22, 0xffff, true);
    expect(countRows(page, readPageHeader(page))).toBeLessThan(4_097);
  });
});

test("no bytes make the readers of records throw or leave the page", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 8_192, maxLength: 8_192 }),
      fc.nat(8_191),
      (page, at) => {
        countRows(page, readPageHeader(page));
        const record = readRecord(page, at);
        const held = record?.variable.reduce((sum, value) => sum + value.bytes.length, 0) ?? 0;
        expect(held).toBeLessThanOrEqual(page.length);
      },
    ),
    { numRuns: 300 },
  );
});
