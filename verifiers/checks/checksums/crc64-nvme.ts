import type { RunningChecksum } from "./create-checksum.ts";

/** The reflected polynomial, in two halves, as numbers have no 64 bits. */
const POLYNOMIAL_HIGH = 0x9a6c9329;
const POLYNOMIAL_LOW = 0xac4bc9b5;
/** Bytes that are taken at once. */
const SLICE = 8;
/** What a byte becomes when 0 to 7 others follow it, 256 of each. */
const [HIGHS, LOWS] = makeTables();

/**
 * CRC-64/NVME (NVM Express NVM Command Set Specification 1.0, 5.2.1.3.4), S3's own checksum where
 * an upload brings none: reflected, begun and ended with all ones. Eight bytes at once by eight
 * tables, as Kounavis and Berry have it ("Novel Table Lookup-Based Algorithms for High-Performance
 * CRC Generation"): six times as fast as one by one.
 */
export function createCrc64Nvme(): RunningChecksum {
  let high = ~0;
  let low = ~0;

  // In variables of its own: those that a closure holds are three times slower.
  function takeSlices(bytes: Uint8Array, end: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let highs = high;
    let lows = low;
    for (let at = 0; at < end; at += SLICE) {
      const a = lows ^ view.getInt32(at, true);
      const b = highs ^ view.getInt32(at + 4, true);
      lows = fold(LOWS, a, b);
      highs = fold(HIGHS, a, b);
    }
    high = highs;
    low = lows;
  }

  return {
    update: (bytes) => {
      const end = bytes.length - (bytes.length % SLICE);
      takeSlices(bytes, end);
      for (let at = end; at < bytes.length; at += 1) {
        const index = (low ^ (bytes[at] ?? 0)) & 0xff;
        low = ((low >>> 8) | (high << 24)) ^ (LOWS[index] ?? 0);
        high = (high >>> 8) ^ (HIGHS[index] ?? 0);
      }
    },
    digest: () => {
      const digest = Buffer.alloc(8);
      digest.writeUInt32BE(~high >>> 0, 0);
      digest.writeUInt32BE(~low >>> 0, 4);
      return digest;
    },
  };
}

/** Eight bytes, the first in the lowest of `a`: seven others follow it. */
function fold(table: Int32Array, a: number, b: number): number {
  return (
    (table[1_792 + (a & 0xff)] ?? 0) ^
    (table[1_536 + ((a >>> 8) & 0xff)] ?? 0) ^
    (table[1_280 + ((a >>> 16) & 0xff)] ?? 0) ^
    (table[1_024 + (a >>> 24)] ?? 0) ^
    (table[768 + (b & 0xff)] ?? 0) ^
    (table[512 + ((b >>> 8) & 0xff)] ?? 0) ^
    (table[256 + ((b >>> 16) & 0xff)] ?? 0) ^
    (table[b >>> 24] ?? 0)
  );
}

function makeTables(): readonly [highs: Int32Array, lows: Int32Array] {
  const [highs, lows] = [new Int32Array(256 * SLICE), new Int32Array(256 * SLICE)];
  for (let byte = 0; byte < 256; byte += 1) {
    let [high, low] = [0, byte];
    for (let following = 0; following < SLICE; following += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const carry = low & 1;
        low = (low >>> 1) | (high << 31);
        high >>>= 1;
        if (carry) [high, low] = [high ^ POLYNOMIAL_HIGH, low ^ POLYNOMIAL_LOW];
      }
      [highs[256 * following + byte], lows[256 * following + byte]] = [high, low];
    }
  }
  return [highs, lows];
}
