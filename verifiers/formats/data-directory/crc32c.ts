const POLYNOMIAL = 0x82f63b78;
/** Bytes that are taken at once. */
const SLICE = 8;
/** What a byte becomes when 0 to 7 others follow it, 256 of each. */
const TABLE = makeTable();

/**
 * CRC-32C (Castagnoli, RFC 3720 B.4), as PostgreSQL keeps it in pg_control and S3 beside objects;
 * `crc` is that of the bytes before. Eight bytes at once by eight tables.
 */
export function crc32c(bytes: Uint8Array, crc = 0): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length - (bytes.length % SLICE);
  let value = ~crc;
  for (let at = 0; at < end; at += SLICE)
    value = fold(value ^ view.getInt32(at, true), view.getInt32(at + 4, true));
  for (let at = end; at < bytes.length; at += 1)
    value = (TABLE[(value ^ (bytes[at] ?? 0)) & 0xff] ?? 0) ^ (value >>> 8);
  return ~value >>> 0;
}

/** Eight bytes, the first in the lowest of `a`: seven others follow it. */
function fold(a: number, b: number): number {
  return (
    (TABLE[1_792 + (a & 0xff)] ?? 0) ^
    (TABLE[1_536 + ((a >>> 8) & 0xff)] ?? 0) ^
    (TABLE[1_280 + ((a >>> 16) & 0xff)] ?? 0) ^
    (TABLE[1_024 + (a >>> 24)] ?? 0) ^
    (TABLE[768 + (b & 0xff)] ?? 0) ^
    (TABLE[512 + ((b >>> 8) & 0xff)] ?? 0) ^
    (TABLE[256 + ((b >>> 16) & 0xff)] ?? 0) ^
    (TABLE[b >>> 24] ?? 0)
  );
}

function makeTable(): Int32Array {
  const table = new Int32Array(256 * SLICE);
  for (let byte = 0; byte < 256; byte += 1) {
    let value = byte;
    for (let following = 0; following < SLICE; following += 1) {
      for (let bit = 0; bit < 8; bit += 1)
        value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
      table[256 * following + byte] = value;
    }
  }
  return table;
}
