import { xor } from "./write-backup.ts";

type Random = (below: number) => number;

const EXTREMES = [
  0n,
  1n,
  2n,
  0x7fffn,
  0xffffn,
  0x7fffffffn,
  0xffffffffn,
  2n ** 53n,
  2n ** 64n - 1n,
];
const IDS = ["TAPE", "SSET", "VOLB", "MSCI", "MSDA", "MSTL", "MSLS", "SFMB", "ESET", "EOTM"];
const STREAMS = ["RAID", "MQCI", "APAD", "MQDA", "MQTL", "SPAD", "TSMP"];
const CHANGES_MAX = 4;
export const MUTANT_BYTES_MAX = 65_536;

/** A copy with a few changes, its headers' checksums made right again in two of three. */
export function mutate(original: Buffer, offsets: readonly number[], random: Random): Buffer {
  let bytes: Buffer = Buffer.from(original);
  for (let change = 0; change <= random(CHANGES_MAX); change += 1)
    bytes = changeOnce(bytes, offsets, random);
  if (random(3) > 0) repair(bytes);
  return bytes.subarray(0, MUTANT_BYTES_MAX);
}

function changeOnce(bytes: Buffer, offsets: readonly number[], random: Random): Buffer {
  if (bytes.length < 64) return bytes;
  const near = (offsets[random(offsets.length)] ?? 0) + random(64);
  const at = Math.min(random(2) ? near : random(bytes.length), bytes.length - 9);
  const other = random(bytes.length);
  const length = random(2) ? random(64) : random(8_192);
  switch (random(6)) {
    case 0:
      bytes.writeUInt8(random(256), at);
      return bytes;
    case 1:
      return setExtreme(bytes, at, random);
    case 2:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    case 3:
      return Buffer.concat([
        bytes.subarray(0, at),
        bytes.subarray(other, other + length),
        bytes.subarray(at),
      ]);
    case 4:
      bytes.copy(bytes, at, other, other + length);
      return bytes;
    default:
      return random(8) ? bytes : bytes.subarray(0, at);
  }
}

function setExtreme(bytes: Buffer, at: number, random: Random): Buffer {
  const value = EXTREMES[random(EXTREMES.length)] ?? 0n;
  switch (random(3)) {
    case 0:
      bytes.writeUInt16LE(Number(BigInt.asUintN(16, value)), at);
      return bytes;
    case 1:
      bytes.writeUInt32LE(Number(BigInt.asUintN(32, value)), at);
      return bytes;
    default:
      bytes.writeBigUInt64LE(value, at);
      return bytes;
  }
}

/** So that the change is not all that the reader sees. */
function repair(bytes: Buffer): void {
  for (const id of IDS) eachOf(bytes, id, 52, (at) => seal(bytes, at, 25));
  for (const id of STREAMS) eachOf(bytes, id, 22, (at) => seal(bytes, at, 10));
}

function eachOf(bytes: Buffer, id: string, length: number, use: (at: number) => void): void {
  for (let at = bytes.indexOf(id, 0, "latin1"); at >= 0; at = bytes.indexOf(id, at + 4, "latin1"))
    if (at + length <= bytes.length) use(at);
}

function seal(bytes: Buffer, at: number, words: number): void {
  bytes.writeUInt16LE(xor(bytes.subarray(at), words), at + 2 * words);
}
