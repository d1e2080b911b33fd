import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeCompressedValue } from "../../../verifiers/formats/sql-server-backup/rows/compressed/decode-compressed-value.ts";
import { expandScsu } from "../../../verifiers/formats/sql-server-backup/rows/compressed/expand-scsu.ts";

const LATIN1 = 0xd008;
const column = (type: number, length: number, scale = 0) => ({
  ...{ table: 1, id: 1, name: "a", type, length, precision: 0, scale, status: 0 },
  collation: LATIN1,
});
const decode = (hex: string, type: number, length: number, scale = 0) =>
  decodeCompressedValue(Buffer.from(hex, "hex"), column(type, length, scale));

/** Integers, dates and texts as OrcaMDF's tests found them in real SQL Servers. */
describe("values of compressed rows", () => {
  test.each([
    ["81", 52, 2, 1],
    ["7f", 52, 2, -1],
    ["7f7e", 52, 2, -130],
    ["0000", 52, 2, -32_768],
    ["ff", 48, 1, 255],
    ["8080", 56, 4, 128],
    ["808080", 56, 4, 32_896],
    ["7f7fffff", 56, 4, -8_388_609],
    ["", 56, 4, 0],
    ["ffffffffffffffff", 127, 8, "9223372036854775807"],
    ["809fe7018ae173", 61, 8, "2012-01-29T23:57:42.997"],
    ["811d58018b81ff", 61, 8, "2099-12-31T23:59:59.997"],
    ["7f2e4600000000", 61, 8, "1753-01-01T00:00:00.000"],
    ["816f50f2", 61, 8, "1900-01-01T22:17:21.447"],
    ["8100000000", 61, 8, "1900-01-02T00:00:00.000"],
    ["", 61, 8, "1900-01-01T00:00:00.000"],
    ["f03f", 62, 8, 1],
    ["803f", 59, 4, 1],
    ["92d688", 60, 8, "123.4568"],
    ["25ff25", 173, 10, "0x25ff2500000000000000"],
    ["313233", 175, 10, "123       "],
    ["61", 231, 20, "a"],
    ["6100", 231, 20, "a"],
    ["3132333435363738393010", 239, 20, "1234567890"],
    ["12e8e8e8e8e8e8e8e8e8e8", 239, 20, "ѨѨѨѨѨѨѨѨѨѨ"],
    ["", 239, 4, "  "],
  ])("%s of type %i is read", (hex, type, length, value) => {
    expect(decode(hex, type, length)).toBe(value);
  });

  test.each([
    ["000000", 52, 2],
    ["0000000000", 56, 4],
    ["ffff", 48, 1],
    ["c0ffff", 106, 9],
    ["0102030405", 175, 4],
  ])("%s is none of type %i", (hex, type, length) => {
    expect(decode(hex, type, length)).toBeUndefined();
  });

  test("of types whose form is not documented are not read", () => {
    for (const type of [41, 42, 43, 58, 189, 241]) expect(decode("01", type, 8)).toBeUndefined();
  });

  test("decimals of variable length are what they were", () => {
    const anyDecimal = fc.record({
      units: fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
      scale: fc.nat(20),
    });
    fc.assert(
      fc.property(anyDecimal, ({ units, scale }) => {
        const hex = compressDecimal(units, scale).toString("hex");
        const whole = units < 0n ? -units : units;
        const digits = String(whole).padStart(scale + 1, "0");
        const text = scale ? `${digits.slice(0, -scale)}.${digits.slice(-scale)}` : digits;
        expect(decode(hex, 106, 17, scale)).toBe(`${units < 0n ? "-" : ""}${text}`);
      }),
    );
  });
});

describe("the Standard Compression Scheme for Unicode", () => {
  /** Examples of Unicode Technical Standard 6, section 9. */
  test.each([
    ["d66c20666c6965df74", "Öl fließt"],
    ["129cbec1bab2b0", "Москва"],
    [
      "41df1281035f10df1b03df1c88800bbfffff0d0a4110df1281035f10df13df1480" + "15ff",
      "AßЁşßǟ\uf000\u{10ffff}\r\nAßЁşßǟ\uf000\u{10ffff}",
    ],
    ["0f4e00f0e041e041", "一\ue041A"],
    ["0e4e00", "一"],
  ])("%s is %s", (hex, text) => {
    expect(expandScsu(Buffer.from(hex, "hex"))).toBe(text);
  });

  test.each(["0c", "01", "0e4e", "18", "1800", "18a8", "0fe8", "0ff2"])("%s is no text", (hex) => {
    expect(expandScsu(Buffer.from(hex, "hex"))).toBeUndefined();
  });

  test("reads any bytes without an end of its own", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = expandScsu(bytes);
        expect(text === undefined || text.length <= 2 * bytes.length).toBe(true);
      }),
    );
  });
});

/** Sign and exponent, then digits by threes in ten bits each, without the zeros at their end. */
function compressDecimal(units: bigint, scale: number): Buffer {
  if (units === 0n) return Buffer.alloc(0);
  const digits = String(units < 0n ? -units : units);
  const exponent = digits.length - 1 - scale;
  const groups = digits.match(/.{1,3}/g) ?? [];
  const bits = groups
    .map((group) => Number(group.padEnd(3, "0")).toString(2).padStart(10, "0"))
    .join("")
    .replace(/0+$/, "");
  const bytes = (bits.match(/.{1,8}/g) ?? []).map((byte) =>
    Number.parseInt(byte.padEnd(8, "0"), 2),
  );
  return Buffer.from([(units < 0n ? 0 : 0x80) | (exponent + 64), ...bytes]);
}
