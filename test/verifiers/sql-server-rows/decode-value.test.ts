import { describe, expect, test } from "vitest";
import { nameColumnType } from "../../../verifiers/formats/sql-server-backup/rows/column-type.ts";
import { findCodePage } from "../../../verifiers/formats/sql-server-backup/rows/values/decode-text.ts";
import {
  decodeValue,
  isReadableType,
} from "../../../verifiers/formats/sql-server-backup/rows/values/decode-value.ts";

const LATIN1 = 0x3400_d008;
const FRENCH_CI_AS = 53_259;
const JAPANESE_CI_AS = 53_265;
const GREEK_CI_AS = 53_255;

const hex = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(" ", ""), "hex"));

/** As SQL Server shows these bytes (CONVERT(varbinary, ...), turned round as rows hold them). */
describe("decodeValue()", () => {
  test.each([
    ["tinyint", 48, 0, "ff", 255],
    ["smallint", 52, 0, "ffff", -1],
    ["int", 56, 0, "00000080", -2_147_483_648],
    ["bigint", 127, 0, "ffffffffffffff7f", "9223372036854775807"],
    ["bigint", 127, 0, "0000000000000080", "-9223372036854775808"],
    ["real", 59, 0, "9a99193e", 0.15],
    ["real", 59, 0, "ffff7f7f", 3.4028235e38],
    ["float", 62, 0, "9a9999999999b93f", 0.1],
    ["money", 60, 0, "20bf020000000000", "18.0000"],
    ["money", 60, 0, "ffffffffffffff7f", "922337203685477.5807"],
    ["money", 60, 0, "ffffffffffffffff", "-0.0001"],
    ["smallmoney", 122, 0, "00000080", "-214748.3648"],
    ["decimal(5,2)", 106, 2, "01 39300000", "123.45"],
    ["decimal(5,2)", 106, 2, "00 05000000", "-0.05"],
    ["numeric(5,0)", 108, 0, "01 00000000", "0"],
    ["decimal(38,0)", 106, 0, "01 ffffffff3f228a097ac4865aa84c3b4b", "9".repeat(38)],
    ["date", 40, 0, "000000", "0001-01-01"],
    ["date", 40, 0, "dab937", "9999-12-31"],
    ["date", 40, 0, "0b1f0b", "1996-07-04"],
    ["time(0)", 41, 0, "7f5101", "23:59:59"],
    ["time(7)", 41, 7, "ffbf692ac9", "23:59:59.9999999"],
    ["datetime", 61, 0, "00000000 b0890000", "1996-07-04T00:00:00.000"],
    ["datetime", 61, 0, "ff818b01 edffffff", "1899-12-13T23:59:59.997"],
    ["datetime", 61, 0, "01000000 462effff", "1753-01-01T00:00:00.003"],
    ["smalldatetime", 58, 0, "9f05 ffff", "2079-06-06T23:59:00"],
    ["datetime2(0)", 42, 0, "7f5101 dab937", "9999-12-31T23:59:59"],
    ["datetime2(3)", 42, 3, "e8030000 0b1f0b", "1996-07-04T00:00:01.000"],
    ["datetimeoffset(0)", 43, 0, "000000 0b1f0b 7800", "1996-07-04T02:00:00+02:00"],
    ["datetimeoffset(0)", 43, 0, "000000 0b1f0b c4ff", "1996-07-03T23:00:00-01:00"],
    [
      "uniqueidentifier",
      36,
      0,
      "33221100 5544 7766 8899aabbccddeeff",
      "00112233-4455-6677-8899-AABBCCDDEEFF",
    ],
    ["varbinary", 165, 0, "00ff", "0x00ff"],
    ["rowversion", 189, 0, "00000000000007d1", "0x00000000000007d1"],
    ["nvarchar", 231, 0, "e9003dd800de", "é😀"],
    ["nvarchar", 231, 0, "", ""],
  ])("reads %s", (_, type, scale, bytes, value) => {
    expect(decodeValue(hex(bytes), { type, scale, collation: 0 })).toBe(value);
  });

  test.each([
    ["Latin1", LATIN1, "e980", "é€"],
    ["French", FRENCH_CI_AS, "e7", "ç"],
    ["Greek", GREEK_CI_AS, "e1", "α"],
    ["an option that came later: UTF-8", 0x0020_d108, "c3a9", "é"],
  ])("reads text of the collation %s", (_, collation, bytes, text) => {
    expect(decodeValue(hex(bytes), { type: 167, scale: 0, collation })).toBe(text);
  });

  test.each([
    ["a short int", 56, 0, "0000"],
    ["a date after 9999", 40, 0, "dbb937"],
    ["a time after midnight", 41, 0, "805101"],
    ["a datetime with too many ticks", 61, 0, "00828b01 00000000"],
    ["a smalldatetime with too many minutes", 58, 0, "a005 0000"],
    ["a zone beyond 14 hours", 43, 0, "000000 0b1f0b 4903"],
    ["half a character", 231, 0, "e900ff"],
    ["a scale that no decimal has", 106, 200, "0100000000"],
  ])("does not guess at %s", (_, type, scale, bytes) => {
    expect(decodeValue(hex(bytes), { type, scale, collation: 0 })).toBeUndefined();
  });

  test("does not guess at text that is no UTF-8", () => {
    const type = { type: 167, scale: 0, collation: 0x0020_d108 };
    expect(decodeValue(hex("e9"), type)).toBeUndefined();
  });
});

test("what is not read is said before it is tried", () => {
  expect(findCodePage(JAPANESE_CI_AS)).toBeNull();
  const readable = (type: number, collation = LATIN1) =>
    isReadableType({ type, scale: 0, collation });
  expect([167, 231, 61].map((type) => readable(type))).toEqual([true, true, true]);
  expect([241, 98, 240].map((type) => readable(type))).toEqual([false, false, false]);
  expect(readable(167, JAPANESE_CI_AS)).toBe(false);
  expect(readable(231, JAPANESE_CI_AS)).toBe(true);
});

test.each([
  [{ type: 231, length: 80, precision: 0, scale: 0 }, "nvarchar(40)"],
  [{ type: 167, length: -1, precision: 0, scale: 0 }, "varchar(max)"],
  [{ type: 106, length: 9, precision: 10, scale: 2 }, "decimal(10,2)"],
  [{ type: 42, length: 8, precision: 27, scale: 7 }, "datetime2(7)"],
  [{ type: 240, length: -1, precision: 0, scale: 0 }, "type 240"],
])("names the type of %j", (parts, name) => {
  expect(nameColumnType(parts)).toBe(name);
});
