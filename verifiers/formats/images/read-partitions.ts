import { crc32 } from "node:zlib";
import type { ByteSource } from "../../../platform/objects/byte-source.ts";
import { readAt } from "../reading/read-at.ts";
import { badStructure, toOffset } from "./image-findings.ts";

const SECTOR_BYTES = 512;
const ENTRIES_AT = 446;
const ENTRY_BYTES = 16;
const PROTECTIVE = 0xee;
const EXTENDED = new Set([0x05, 0x0f, 0x85]);
const GPT_MAGIC = "EFI PART";
const GPT_HEADER_BYTES = 92;
const GPT_ENTRIES_BYTES_MAX = 2 ** 20;

export type Partition = { readonly start: number; readonly end: number };
type Partitions = { readonly places: readonly Partition[]; readonly checked: boolean };

/**
 * The partitions of a disk by its GPT, with its checksums and its second copy, or by its MBR.
 * Throws `DamagedCopy` where one reaches past the image. None: the image has no such table.
 */
export async function readPartitions(source: ByteSource): Promise<Partitions> {
  const none = { places: [], checked: false };
  if (source.sizeBytes < 2 * SECTOR_BYTES) return none;
  const [boot, second] = [
    await readAt(source, 0, SECTOR_BYTES),
    await readAt(source, SECTOR_BYTES, SECTOR_BYTES),
  ];
  if (boot.readUInt16LE(510) !== 0xaa55) return none;
  const entries = [0, 1, 2, 3].map((n) => boot.subarray(ENTRIES_AT + n * ENTRY_BYTES));
  const isProtective = entries.some((entry) => entry[4] === PROTECTIVE);
  if (isProtective || second.toString("latin1", 0, 8) === GPT_MAGIC) return readGpt(source);
  // A boot sector of a file system has code where a table would be.
  if (entries.some(([status]) => status !== 0 && status !== 0x80)) return none;
  const places = entries
    .filter((entry) => entry[4] !== 0 && !EXTENDED.has(entry[4] ?? 0))
    .map((entry) => place(entry.readUInt32LE(8), entry.readUInt32LE(8) + entry.readUInt32LE(12)));
  for (const { end } of places) if (end > source.sizeBytes) throw beyond();
  return { places, checked: false };
}

async function readGpt(source: ByteSource): Promise<Partitions> {
  const first = await readTable(source, 1);
  const twin = await readTable(source, first.alternate);
  if (!twin.entries.equals(first.entries))
    throw badStructure("The two copies of its GPT differ", "Les deux copies de sa GPT diffèrent");
  const places: Partition[] = [];
  for (let at = 0; at < first.entries.length; at += first.entryBytes) {
    const entry = first.entries.subarray(at, at + first.entryBytes);
    if (entry.subarray(0, 16).every((byte) => byte === 0)) continue;
    const last = toOffset(entry.readBigUInt64LE(40));
    places.push(place(toOffset(entry.readBigUInt64LE(32)), last + 1));
  }
  for (const { end } of places) if (end > source.sizeBytes) throw beyond();
  return { places, checked: true };
}

/** A header and its entries, each with its CRC-32 (UEFI 2.10 §5.3). */
async function readTable(source: ByteSource, sector: number) {
  const header = await readAt(source, sector * SECTOR_BYTES, GPT_HEADER_BYTES);
  const zeroed = Buffer.from(header);
  zeroed.writeUInt32LE(0, 16);
  const isHeader =
    header.toString("latin1", 0, 8) === GPT_MAGIC && header.readUInt32LE(12) === GPT_HEADER_BYTES;
  if (!isHeader || crc32(zeroed) !== header.readUInt32LE(16)) throw damagedTable();
  const [count, entryBytes] = [header.readUInt32LE(80), header.readUInt32LE(84)];
  if (entryBytes < 128 || count * entryBytes > GPT_ENTRIES_BYTES_MAX) throw damagedTable();
  const start = toOffset(header.readBigUInt64LE(72)) * SECTOR_BYTES;
  const entries = await readAt(source, start, count * entryBytes);
  if (crc32(entries) !== header.readUInt32LE(88)) throw damagedTable();
  return { entries, entryBytes, alternate: toOffset(header.readBigUInt64LE(32)) };
}

function place(firstSector: number, endSector: number): Partition {
  return { start: firstSector * SECTOR_BYTES, end: endSector * SECTOR_BYTES };
}

function damagedTable() {
  return badStructure(
    "Its GPT does not agree with its checksums",
    "Sa GPT n'est pas conforme à ses sommes de contrôle",
  );
}

function beyond() {
  return badStructure(
    "A partition reaches past its end: it is cut off",
    "Une partition dépasse sa fin : elle est coupée",
  );
}
