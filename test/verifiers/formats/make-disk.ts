import { crc32 } from "node:zlib";

const SECTOR_BYTES = 512;
const FIRST_SECTOR = 2_048;
const ENTRIES = 128;
const ENTRY_BYTES = 128;
const TABLE_SECTORS = 32;
const LINUX = 0x83;
const PROTECTIVE = 0xee;

/** A disk with one partition of these bytes, by an MBR. */
export function makeMbrDisk(content: Buffer): Buffer {
  const disk = makeDisk(content);
  writeMbr(disk, LINUX, FIRST_SECTOR, content.length / SECTOR_BYTES);
  return disk;
}

/** The same by a GPT: a header and its entries in front, and their copies at the end. */
export function makeGptDisk(content: Buffer): Buffer {
  const disk = makeDisk(content);
  const last = disk.length / SECTOR_BYTES - 1;
  writeMbr(disk, PROTECTIVE, 1, last);
  const entries = Buffer.alloc(ENTRIES * ENTRY_BYTES);
  entries.fill(0xab, 0, 32);
  entries.writeBigUInt64LE(BigInt(FIRST_SECTOR), 32);
  entries.writeBigUInt64LE(BigInt(FIRST_SECTOR + content.length / SECTOR_BYTES - 1), 40);
  for (const [own, other, table] of [
    [1, last, 2],
    [last, 1, last - TABLE_SECTORS],
  ] as const) {
    makeHeader({ own, other, table, entries }).copy(disk, own * SECTOR_BYTES);
    entries.copy(disk, table * SECTOR_BYTES);
  }
  return disk;
}

function makeDisk(content: Buffer): Buffer {
  const around = Buffer.alloc(FIRST_SECTOR * SECTOR_BYTES);
  return Buffer.concat([around, content, around]);
}

function writeMbr(disk: Buffer, type: number, first: number, sectors: number): void {
  disk[446 + 4] = type;
  disk.writeUInt32LE(first, 446 + 8);
  disk.writeUInt32LE(sectors, 446 + 12);
  disk.writeUInt16LE(0xaa55, 510);
}

type Header = {
  readonly own: number;
  readonly other: number;
  readonly table: number;
  readonly entries: Buffer;
};

function makeHeader({ own, other, table, entries }: Header): Buffer {
  const header = Buffer.alloc(92);
  header.write("EFI PART");
  header.writeUInt32LE(0x00010000, 8);
  header.writeUInt32LE(header.length, 12);
  header.writeBigUInt64LE(BigInt(own), 24);
  header.writeBigUInt64LE(BigInt(other), 32);
  header.writeBigUInt64LE(BigInt(table), 72);
  header.writeUInt32LE(ENTRIES, 80);
  header.writeUInt32LE(ENTRY_BYTES, 84);
  header.writeUInt32LE(crc32(entries), 88);
  header.writeUInt32LE(crc32(header), 16);
  return header;
}
