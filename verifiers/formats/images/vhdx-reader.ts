import type { ByteSource } from "../../../platform/objects/byte-source.ts";
import { createReader, type Findings } from "../create-reader.ts";
import type { DamagedCopy } from "../damaged-copy.ts";
import { crc32c } from "../data-directory/crc32c.ts";
import { readAt } from "../reading/read-at.ts";
import { badStructure, imageFindings, toOffset } from "./image-findings.ts";

const FILE_MAGIC = "vhdxfile";
const KIB = 1_024;
const MIB = 2 ** 20;
const HEADERS_AT = [64 * KIB, 128 * KIB] as const;
const HEADER_BYTES = 4 * KIB;
const REGIONS_AT = [192 * KIB, 256 * KIB] as const;
const REGION_BYTES = 64 * KIB;
const REGIONS_MAX = 2_047;
const METADATA_TABLE_BYTES = 64 * KIB;
const ITEM_BYTES = 32;
const BLOCK_BYTES_MAX = 256 * MIB;
const CHUNK_SECTORS = 2 ** 23;
const BAT = "2dc27766f62342009d64115e9bfd4a08";
const METADATA = "8b7ca20647904b9ab8fe575f050f886e";
const FILE_PARAMETERS = "caa16737fa364d43b3b633f0aa44e76b";
const DISK_SIZE = "2fa54224cd1b4876b2115dbed83bf4b8";
const SECTOR_SIZE = "8141bf1da96f4709ba47f233a8faab5f";
const [FULLY_PRESENT, PARTIALLY_PRESENT] = [6, 7];
const HAS_PARENT = 2;

const WHOLE = {
  en: "Its headers and region tables agree with their CRC-32C, and every block of its table is there. The disk's own bytes have no checksums.",
  fr: "Ses en-têtes et tables de régions sont conformes à leur CRC-32C, et chaque bloc de sa table est présent. Les octets du disque n'ont pas de sommes de contrôle.",
};
const NOT_CLOSED = {
  en: "It was not closed by what wrote it: its log is still to be replayed.",
  fr: "Il n'a pas été fermé par ce qui l'écrivait : son journal reste à rejouer.",
};
const PARENT = {
  en: "It rests on another image, which is not looked at.",
  fr: "Il repose sur une autre image, qui n'est pas examinée.",
};

type Region = { readonly at: number; readonly bytes: number };

/** Hyper-V's disks, by [MS-VHDX]. */
export const vhdxReader = createReader({
  format: "vhdx",
  recognises: (head) =>
    Buffer.from(head.subarray(0, FILE_MAGIC.length)).toString("latin1") === FILE_MAGIC,
  examine,
});

async function examine(source: ByteSource): Promise<Findings> {
  const magic = await readAt(source, 0, FILE_MAGIC.length);
  if (magic.toString("latin1") !== FILE_MAGIC) throw badSum("file identifier", "identifiant");
  const header = await readCurrentHeader(source);
  const regions = await readRegions(source);
  const [table, metadata] = [regions.get(BAT), regions.get(METADATA)];
  if (!table || !metadata) throw badSum("region table", "table de régions");
  const disk = await readMetadata(source, metadata);
  const blocks = await checkTable(source, table, disk);
  const logged = header.subarray(48, 64).some((byte) => byte !== 0);
  const found = { blocks, incremental: disk.hasParent, notes: disk.hasParent ? [PARENT] : [] };
  return logged
    ? imageFindings("unknown", NOT_CLOSED, found)
    : imageFindings("sound", WHOLE, found);
}

/** Whether a disk holds only what differs from another. */
export async function hasVhdxParent(source: ByteSource): Promise<boolean> {
  const metadata = (await readRegions(source)).get(METADATA);
  if (!metadata) throw badSum("region table", "table de régions");
  return (await readMetadata(source, metadata)).hasParent;
}

/** The newer of two; one of them may be torn by a crash, but after a clean close neither is. */
async function readCurrentHeader(source: ByteSource): Promise<Buffer> {
  const headers: Buffer[] = [];
  for (const at of HEADERS_AT) {
    const header = await readAt(source, at, HEADER_BYTES);
    if (!agrees(header, "head")) throw badSum("header", "en-tête");
    headers.push(header);
  }
  const [first, second] = headers.toSorted((a, b) =>
    a.readBigUInt64LE(8) < b.readBigUInt64LE(8) ? 1 : -1,
  );
  const current = first ?? second;
  if (!current) throw badSum("header", "en-tête");
  return current;
}

async function readRegions(source: ByteSource): Promise<ReadonlyMap<string, Region>> {
  const regions = new Map<string, Region>();
  for (const start of REGIONS_AT) {
    const table = await readAt(source, start, REGION_BYTES);
    const count = table.readUInt32LE(8);
    if (!agrees(table, "regi") || count > REGIONS_MAX)
      throw badSum("region table", "table de régions");
    for (let at = 16; at < 16 + count * ITEM_BYTES; at += ITEM_BYTES) {
      const place = {
        at: toOffset(table.readBigUInt64LE(at + 16)),
        bytes: table.readUInt32LE(at + 24),
      };
      if (place.at + place.bytes > source.sizeBytes)
        throw badStructure("One of its regions is not there", "Une de ses régions n'existe pas");
      regions.set(readGuid(table, at), place);
    }
  }
  return regions;
}

async function readMetadata(source: ByteSource, region: Region) {
  const table = await readAt(source, region.at, Math.min(METADATA_TABLE_BYTES, region.bytes));
  const count = table.length > ITEM_BYTES ? table.readUInt16LE(10) : 0;
  const items = new Map<string, Buffer>();
  for (
    let at = ITEM_BYTES;
    at + ITEM_BYTES <= table.length && items.size < count;
    at += ITEM_BYTES
  ) {
    const item = readGuid(table, at);
    if (![FILE_PARAMETERS, DISK_SIZE, SECTOR_SIZE].includes(item)) {
      items.set(item, Buffer.alloc(0));
      continue;
    }
    items.set(item, await readAt(source, region.at + table.readUInt32LE(at + 16), 8));
  }
  const [parameters, size, sector] = [FILE_PARAMETERS, DISK_SIZE, SECTOR_SIZE].map((item) =>
    items.get(item),
  );
  if (table.toString("latin1", 0, 8) !== "metadata" || !parameters || !size || !sector)
    throw badSum("metadata table", "table de métadonnées");
  const blockBytes = parameters.readUInt32LE(0);
  const sectorBytes = sector.readUInt32LE(0);
  const isKnown =
    blockBytes >= MIB && blockBytes <= BLOCK_BYTES_MAX && [512, 4_096].includes(sectorBytes);
  if (!isKnown) throw badStructure("Its metadata is damaged", "Ses métadonnées sont endommagées");
  return {
    ...{ blockBytes, sectorBytes, diskBytes: toOffset(size.readBigUInt64LE(0)) },
    hasParent: (parameters.readUInt32LE(4) & HAS_PARENT) !== 0,
  };
}

type Disk = Awaited<ReturnType<typeof readMetadata>>;

/** How many blocks there are; each is within the file. Between them lie entries of bitmaps. */
async function checkTable(source: ByteSource, region: Region, disk: Disk): Promise<number> {
  const ratio = (CHUNK_SECTORS * disk.sectorBytes) / disk.blockBytes;
  const count = Math.ceil(disk.diskBytes / disk.blockBytes);
  const entries = count + Math.floor(Math.max(0, count - 1) / ratio);
  if (entries * 8 > region.bytes)
    throw badStructure(
      "Its block table is too short for its disk",
      "Sa table de blocs est trop courte pour son disque",
    );
  const table = await readAt(source, region.at, entries * 8);
  let blocks = 0;
  for (let entry = 0; entry < entries; entry += 1) {
    const word = table.readBigUInt64LE(entry * 8);
    const state = Number(word & 7n);
    const isBitmap = (entry + 1) % (ratio + 1) === 0;
    if (state !== FULLY_PRESENT && state !== PARTIALLY_PRESENT) continue;
    const at = toOffset(word >> 20n) * MIB;
    if (at < MIB || at + (isBitmap ? MIB : disk.blockBytes) > source.sizeBytes)
      throw badStructure(
        `Its block at byte ${at} is not there`,
        `Son bloc à l'octet ${at} n'existe pas`,
      );
    blocks += 1;
  }
  return blocks;
}

/** A structure with its signature first, its CRC-32C next, taken with that as zero. */
function agrees(bytes: Buffer, signature: string): boolean {
  const zeroed = Buffer.from(bytes);
  zeroed.writeUInt32LE(0, 4);
  return bytes.toString("latin1", 0, 4) === signature && bytes.readUInt32LE(4) === crc32c(zeroed);
}

/** Its first three fields are little endian. */
function readGuid(bytes: Buffer, at: number): string {
  const guid = Buffer.from(bytes.subarray(at, at + 16));
  guid.subarray(0, 4).reverse();
  guid.subarray(4, 6).reverse();
  guid.subarray(6, 8).reverse();
  return guid.toString("hex");
}

function badSum(en: string, fr: string): DamagedCopy {
  return badStructure(
    `Its ${en} is missing or does not agree with its checksum`,
    `Son élément « ${fr} » manque ou n'est pas conforme à sa somme de contrôle`,
  );
}
