import type { ColumnRow } from "../catalogue/catalogue-rows.ts";
import type { CellValue } from "../values/cell-value.ts";
import { writeScaled } from "../values/decode-decimal.ts";
import { decodeDatetime } from "../values/decode-instant.ts";
import { decodeValue } from "../values/decode-value.ts";
import { decodeVardecimal } from "./decode-vardecimal.ts";
import { expandScsu } from "./expand-scsu.ts";

const MONEY_SCALE = 4;
const DATE_BYTES = 3;
const GUID_BYTES = 16;
const DATETIME_BYTES = 8;
const TICKS_BYTES = 4;

type Decode = (bytes: Uint8Array, column: ColumnRow) => CellValue | undefined;

const integer =
  (bytesMax: number, write: (value: bigint) => CellValue): Decode =>
  (bytes) =>
    bytes.length > bytesMax ? undefined : write(readInteger(bytes));

/** As without compression, but for zeros at the end, or the whole of a zero. */
const padded: Decode = (bytes, column) =>
  bytes.length > column.length ? undefined : decodeValue(padEnd(bytes, column.length), column);

const whole =
  (length: number): Decode =>
  (bytes, column) =>
    decodeValue(bytes.length === 0 ? new Uint8Array(length) : bytes, column);

/** The least significant bytes, which come first, are left out where they are zero. */
const floating =
  (length: number): Decode =>
  (bytes, column) =>
    bytes.length > length
      ? undefined
      : decodeValue(Buffer.concat([new Uint8Array(length - bytes.length), bytes]), column);

/** An odd number of bytes is compressed, an even one is not: SQL Server makes it so. */
const unicode: Decode = (bytes, column) =>
  column.length >= 0 && bytes.length % 2 === 1 ? expandScsu(bytes) : decodeValue(bytes, column);

const char: Decode = (bytes, column) => {
  const text = decodeValue(bytes, column);
  const missing = column.length - bytes.length;
  return typeof text === "string" && missing >= 0 ? text + " ".repeat(missing) : undefined;
};
const nchar: Decode = (bytes, column) => {
  const text = unicode(bytes, column);
  return typeof text === "string" ? text.padEnd(column.length / 2) : undefined;
};

/**
 * By `system_type_id`, the types whose form in compressed rows is documented: "Row Compression
 * Implementation" and "Unicode Compression Implementation" in SQL Server's documentation, and
 * M. Rasmussen's OrcaMDF.
 */
const DECODERS: Readonly<Record<number, Decode>> = {
  34: decodeValue,
  35: decodeValue,
  36: whole(GUID_BYTES),
  40: whole(DATE_BYTES),
  48: (bytes) => (bytes.length > 1 ? undefined : (bytes[0] ?? 0)),
  52: integer(2, Number),
  56: integer(4, Number),
  59: floating(4),
  60: integer(8, (value) => writeScaled(value, MONEY_SCALE)),
  61: decodeCompressedDatetime,
  62: floating(8),
  99: decodeValue,
  106: (bytes, { scale }) => decodeVardecimal(bytes, scale),
  108: (bytes, { scale }) => decodeVardecimal(bytes, scale),
  122: integer(4, (value) => writeScaled(value, MONEY_SCALE)),
  127: integer(8, String),
  165: decodeValue,
  167: decodeValue,
  173: padded,
  175: char,
  231: unicode,
  239: nchar,
};

export function isReadableCompressed({ type }: Pick<ColumnRow, "type">): boolean {
  return type in DECODERS;
}

/** Undefined where the bytes are none of the type. */
export function decodeCompressedValue(bytes: Uint8Array, column: ColumnRow): CellValue | undefined {
  return DECODERS[column.type]?.(bytes, column);
}

/** The days since 1900 as an integer, then all four bytes of the ticks; or the ticks alone. */
function decodeCompressedDatetime(bytes: Uint8Array): CellValue | undefined {
  if (bytes.length > DATETIME_BYTES) return undefined;
  const hasDays = bytes.length > TICKS_BYTES;
  const days = hasDays ? readInteger(bytes.subarray(0, -TICKS_BYTES)) : 0n;
  const ticks = hasDays ? readUnsigned(bytes.subarray(-TICKS_BYTES)) : readInteger(bytes);
  if (ticks < 0n) return undefined;
  const plain = Buffer.alloc(DATETIME_BYTES);
  plain.writeUInt32LE(Number(ticks), 0);
  plain.writeInt32LE(Number(days), TICKS_BYTES);
  return decodeDatetime(plain) ?? undefined;
}

/** Big-endian, from the least number of so many bytes up: no byte at all is zero. */
function readInteger(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : readUnsigned(bytes) - (1n << BigInt(8 * bytes.length - 1));
}

function readUnsigned(bytes: Uint8Array): bigint {
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

function padEnd(bytes: Uint8Array, length: number): Uint8Array {
  return Buffer.concat([bytes, new Uint8Array(length - bytes.length)]);
}
