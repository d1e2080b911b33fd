/** A decimal's bytes: a sign (1 is positive), then the digits as a little-endian integer. */
export function decodeDecimal(bytes: Uint8Array, scale: number): string {
  const digits = readUnsigned(bytes.subarray(1));
  return writeScaled(bytes[0] === 0 ? -digits : digits, scale);
}

/** `value` / 10 ^ `scale`, with all its decimals. */
export function writeScaled(value: bigint, scale: number): string {
  const sign = value < 0n ? "-" : "";
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, "0");
  if (scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function readUnsigned(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes.toReversed()) value = (value << 8n) | BigInt(byte);
  return value;
}
