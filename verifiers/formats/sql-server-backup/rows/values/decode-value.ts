import { viewOf } from "../page-slots.ts";
import type { CellValue, ValueType } from "./cell-value.ts";
import { decodeDecimal, writeScaled } from "./decode-decimal.ts";
import {
  decodeDate,
  decodeDatetime,
  decodeDatetime2,
  decodeDatetimeoffset,
  decodeSmalldatetime,
  decodeTime,
} from "./decode-instant.ts";
import { decodeText, findCodePage } from "./decode-text.ts";

const MONEY_SCALE = 4;
const GUID_BYTES = 16;
const DECIMAL_BYTES_MAX = 17;
const SCALE_MAX = 38;
const TIME_SCALE_MAX = 7;

type Decode = (bytes: Uint8Array, type: ValueType) => CellValue | undefined;

const sized =
  (length: number, decode: (view: DataView) => CellValue): Decode =>
  (bytes) =>
    bytes.length === length ? decode(viewOf(bytes)) : undefined;

const instant =
  (
    lengths: readonly number[],
    decode: (bytes: Uint8Array, scale: number) => string | null,
  ): Decode =>
  (bytes, { scale }) =>
    lengths.includes(bytes.length) && scale <= TIME_SCALE_MAX
      ? (decode(bytes, scale) ?? undefined)
      : undefined;

const text: Decode = (bytes, { collation }) => {
  const codePage = findCodePage(collation);
  return codePage === null ? undefined : (decodeText(bytes, codePage) ?? undefined);
};
const unicode: Decode = (bytes) =>
  bytes.length % 2 === 0 ? Buffer.from(bytes).toString("utf16le") : undefined;
const binary: Decode = (bytes) => `0x${Buffer.from(bytes).toString("hex")}`;
const decimal: Decode = (bytes, { scale }) =>
  bytes.length > 1 && bytes.length <= DECIMAL_BYTES_MAX && scale <= SCALE_MAX
    ? decodeDecimal(bytes, scale)
    : undefined;

/** By `system_type_id`. What is not here is not read: xml, sql_variant, CLR types. */
const DECODERS: Readonly<Record<number, Decode>> = {
  34: binary,
  35: text,
  36: (bytes) => (bytes.length === GUID_BYTES ? writeGuid(bytes) : undefined),
  40: instant([3], decodeDate),
  41: instant([3, 4, 5], decodeTime),
  42: instant([6, 7, 8], decodeDatetime2),
  43: instant([8, 9, 10], decodeDatetimeoffset),
  48: sized(1, (view) => view.getUint8(0)),
  52: sized(2, (view) => view.getInt16(0, true)),
  56: sized(4, (view) => view.getInt32(0, true)),
  58: instant([4], decodeSmalldatetime),
  59: sized(4, (view) => shortest(view.getFloat32(0, true))),
  60: sized(8, (view) => writeScaled(view.getBigInt64(0, true), MONEY_SCALE)),
  61: instant([8], decodeDatetime),
  62: sized(8, (view) => view.getFloat64(0, true)),
  99: unicode,
  106: decimal,
  108: decimal,
  122: sized(4, (view) => writeScaled(BigInt(view.getInt32(0, true)), MONEY_SCALE)),
  127: sized(8, (view) => String(view.getBigInt64(0, true))),
  165: binary,
  167: text,
  173: binary,
  175: text,
  189: binary,
  231: unicode,
  239: unicode,
};
const TEXT_TYPES: readonly number[] = [35, 167, 175];

/** Whether values of this type are read at all. */
export function isReadableType({ type, collation }: ValueType): boolean {
  return type in DECODERS && !(TEXT_TYPES.includes(type) && findCodePage(collation) === null);
}

/** Undefined where the bytes are none of the type. A `bit` is read where its byte is. */
export function decodeValue(bytes: Uint8Array, type: ValueType): CellValue | undefined {
  return DECODERS[type.type]?.(bytes, type);
}

/** The first three groups are little-endian. */
function writeGuid(bytes: Uint8Array): string {
  const hex = (from: number, to: number) => Buffer.from(bytes.subarray(from, to)).toString("hex");
  const turned = (from: number, to: number) =>
    Buffer.from(bytes.subarray(from, to).toReversed()).toString("hex");
  const start = `${turned(0, 4)}-${turned(4, 6)}-${turned(6, 8)}`;
  return `${start}-${hex(8, 10)}-${hex(10, 16)}`.toUpperCase();
}

/** The fewest digits that are the same `real`: .15, not .15000000596046448. */
function shortest(real: number): number {
  for (let digits = 6; digits < 9; digits += 1) {
    const short = Number(real.toPrecision(digits));
    if (Math.fround(short) === real) return short;
  }
  return real;
}
