import { writeScaled } from "../values/decode-decimal.ts";

const POSITIVE = 0x80;
const EXPONENT_BITS = 0x7f;
const EXPONENT_BIAS = 64;
const GROUP_BITS = 10;
const GROUP_MAX = 999;
const BYTES_MAX = 21;

/**
 * A decimal of variable length: sign and exponent (biased by 64) in the first byte, then the digits
 * in groups of three, ten bits each, the point behind the first digit; zeros at the end are left
 * out. https://improve.dk/how-are-vardecimals-stored/. Undefined where the bytes are none.
 */
export function decodeVardecimal(bytes: Uint8Array, scale: number): string | undefined {
  if (bytes.length === 0) return writeScaled(0n, scale);
  if (bytes.length > BYTES_MAX) return undefined;
  const digits = readDigits(bytes.subarray(1));
  if (digits === null) return undefined;
  const exponent = ((bytes[0] ?? 0) & EXPONENT_BITS) - EXPONENT_BIAS;
  // The units of 10 ^ -scale are the digits, shifted by so many places.
  const shift = exponent - (digits.length - 1) + scale;
  const value = BigInt(digits);
  const factor = 10n ** BigInt(Math.abs(shift));
  if (shift < 0 && value % factor !== 0n) return undefined;
  const units = shift < 0 ? value / factor : value * factor;
  return writeScaled((bytes[0] ?? 0) & POSITIVE ? units : -units, scale);
}

function readDigits(bytes: Uint8Array): string | null {
  const groups = Math.ceil((bytes.length * 8) / GROUP_BITS);
  let digits = "";
  for (let group = 0; group < groups; group += 1) {
    let value = 0;
    for (let bit = group * GROUP_BITS; bit < (group + 1) * GROUP_BITS; bit += 1)
      value = (value << 1) | (((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1);
    if (value > GROUP_MAX) return null;
    digits += String(value).padStart(3, "0");
  }
  return digits || "0";
}
