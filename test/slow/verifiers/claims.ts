import { makeBackup } from "../../../app/bench/inspect/make-backup.ts";
import { makeTar } from "../../verifiers/make-tar.ts";

const GB = 10 ** 9;
const CLAIM_BYTES = 100 * GB;
const SIZE_BYTES = 1_024;
const NOT_HERE = 0xffffffff;
/** Of a stream's header in a backup of SQL Server, and how many words it has but for its sum. */
const [STREAM_LENGTH_AT, STREAM_WORDS] = [8, 10];

/** Some kilobytes of each format that say that they are 100 GB. */
export const CLAIMS: Readonly<Record<string, () => Buffer>> = {
  "a disk of qcow2": () => claimQcow2({ l1At: 512, refcountsAt: 512 }),
  "tables of qcow2 beyond its end": () => claimQcow2({ l1At: CLAIM_BYTES, refcountsAt: 0 }),
  "a member of tar": () => claimTar(),
  "a member of ZIP": () => claimZip({ member: CLAIM_BYTES, directory: 0 }),
  "the directory of ZIP": () => claimZip({ member: 0, directory: CLAIM_BYTES }),
  "a stream of a backup of SQL Server": () => claimStream(),
};

function claimQcow2({ l1At, refcountsAt }: { l1At: number; refcountsAt: number }): Buffer {
  const image = Buffer.alloc(SIZE_BYTES);
  image.write("QFI\xfb", "latin1");
  image.writeUInt32BE(3, 4);
  image.writeUInt32BE(9, 20);
  image.writeBigUInt64BE(BigInt(CLAIM_BYTES), 24);
  // As many as a disk of that size has at clusters of 512 bytes.
  image.writeUInt32BE(Math.ceil(CLAIM_BYTES / (512 * 64)), 36);
  image.writeBigUInt64BE(BigInt(l1At - (l1At % 512)), 40);
  image.writeBigUInt64BE(BigInt(refcountsAt), 48);
  image.writeUInt32BE(NOT_HERE, 56);
  image.writeUInt32BE(4, 96);
  image.writeUInt32BE(104, 100);
  return image;
}

function claimTar(): Buffer {
  const tar = Buffer.from(makeTar({ "a.bin": Buffer.alloc(512) })).subarray(0, SIZE_BYTES);
  // What octal digits have no room for is written in binary.
  tar.fill(0, 124, 136);
  tar.writeUInt8(0x80, 124);
  tar.writeBigUInt64BE(BigInt(CLAIM_BYTES), 128);
  tar.fill(" ", 148, 156);
  const sum = tar.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  tar.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return tar;
}

function claimZip({ member, directory }: { member: number; directory: number }): Buffer {
  const local = Buffer.alloc(30 + 1);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(1, 26);
  const entry = Buffer.alloc(46 + 1 + 20);
  entry.writeUInt32LE(0x02014b50, 0);
  for (const at of [20, 24]) entry.writeUInt32LE(NOT_HERE, at);
  entry.writeUInt16LE(1, 28);
  entry.writeUInt16LE(20, 30);
  entry.writeUInt16LE(1, 47);
  entry.writeUInt16LE(16, 49);
  for (const at of [51, 59]) entry.writeBigUInt64LE(BigInt(member), at);
  const end64 = Buffer.alloc(56);
  end64.writeUInt32LE(0x06064b50, 0);
  for (const at of [24, 32]) end64.writeBigUInt64LE(1n, at);
  end64.writeBigUInt64LE(BigInt(directory || entry.length), 40);
  end64.writeBigUInt64LE(BigInt(local.length), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(local.length + entry.length), 8);
  const end = Buffer.alloc(22, 0xff);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(0, 20);
  return Buffer.concat([local, entry, end64, locator, end]);
}

function claimStream(): Buffer {
  const parts: Buffer[] = [];
  for (const part of makeBackup(SIZE_BYTES)) {
    const copy = Buffer.from(part);
    parts.push(copy);
    if (copy.toString("latin1", 0, 4) !== "MQDA") continue;
    copy.writeBigUInt64LE(BigInt(CLAIM_BYTES), STREAM_LENGTH_AT);
    let sum = 0;
    for (let word = 0; word < STREAM_WORDS; word += 1) sum ^= copy.readUInt16LE(2 * word);
    copy.writeUInt16LE(sum, 2 * STREAM_WORDS);
    break;
  }
  return Buffer.concat([...parts, Buffer.alloc(SIZE_BYTES)]);
}
