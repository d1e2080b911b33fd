import type { ByteSource } from "../../../platform/objects/byte-source.ts";
import { createReader, type Findings } from "../create-reader.ts";
import { readAt } from "../reading/read-at.ts";
import { followMarkers } from "./follow-markers.ts";
import { badStructure, imageFindings, toOffset } from "./image-findings.ts";

const MAGIC = "KDMV";
const DESCRIPTOR = "# Disk DescriptorFile";
const SECTOR_BYTES = 512;
const LINE_ENDS = Buffer.from("\n \r\n");
const LINE_ENDS_AT = 73;
const AT_END = 0xffffffffffffffffn;
const GRAIN_SECTORS_MAX = 2_048;
const TABLES_MAX = 2 ** 20;
const [REDUNDANT, COMPRESSED, MARKERS] = [2, 1 << 16, 1 << 17];
/** A grain that reads as zeros, without a place. */
const ZERO_GRAIN = 1;

const WHOLE = {
  en: "Its header and grain tables agree, and every grain is there. The disk's own bytes have no checksums.",
  fr: "Son en-tête et ses tables de grains concordent, et chaque grain est présent. Les octets du disque n'ont pas de sommes de contrôle.",
};
const STREAM_WHOLE = {
  en: "Read to its end marker; every grain expands and agrees with its checksum.",
  fr: "Lu jusqu'à sa marque de fin ; chaque grain se décompresse et concorde avec sa somme de contrôle.",
};
const NOT_CLOSED = {
  en: "It was not closed by what wrote it.",
  fr: "Il n'a pas été fermé par ce qui l'écrivait.",
};
const OTHER_FILES = {
  en: "It only describes a disk whose bytes lie in other files.",
  fr: "Il ne fait que décrire un disque dont les octets sont dans d'autres fichiers.",
};

/** VMware's sparse extents (Virtual Disk Format 5.0), stream-optimized ones too. */
export const vmdkReader = createReader({
  format: "vmdk",
  recognises: (head) => {
    const text = Buffer.from(head.subarray(0, DESCRIPTOR.length)).toString("latin1");
    return text.startsWith(MAGIC) || text === DESCRIPTOR;
  },
  examine,
});

async function examine(source: ByteSource): Promise<Findings> {
  const header = await readAt(source, 0, Math.min(SECTOR_BYTES, source.sizeBytes));
  if (header.toString("latin1", 0, DESCRIPTOR.length) === DESCRIPTOR)
    return imageFindings("unknown", OTHER_FILES);
  const isWhole = header.length === SECTOR_BYTES && header.toString("latin1", 0, 4) === MAGIC;
  if (!isWhole || !header.subarray(LINE_ENDS_AT, LINE_ENDS_AT + 4).equals(LINE_ENDS))
    throw badStructure("Its header is damaged", "Son en-tête est endommagé");
  const flags = header.readUInt32LE(8);
  if (flags & MARKERS && flags & COMPRESSED) return examineStream(source, header, flags);
  const blocks = await checkGrains(source, header, { flags, packed: false });
  const unclean = header[72] !== 0;
  return unclean
    ? imageFindings("unknown", NOT_CLOSED, { blocks })
    : imageFindings("sound", WHOLE, { blocks });
}

async function examineStream(source: ByteSource, header: Buffer, flags: number) {
  const endsMarked = header.readBigUInt64LE(56) === AT_END;
  const start = toOffset(header.readBigUInt64LE(64)) * SECTOR_BYTES;
  const blocks = await followMarkers(source, { start, endsMarked });
  const listed = endsMarked ? blocks : await checkGrains(source, header, { flags, packed: true });
  if (listed !== blocks)
    throw badStructure(
      `Its tables list ${listed} grains, and ${blocks} are there`,
      `Ses tables annoncent ${listed} grains, et ${blocks} sont présents`,
    );
  return imageFindings("sound", STREAM_WHOLE, { blocks });
}

type Grains = { readonly flags: number; readonly packed: boolean };

/** How many grains there are, each within the file; both directories lead to the same ones. */
async function checkGrains(
  source: ByteSource,
  header: Buffer,
  { flags, packed }: Grains,
): Promise<number> {
  const [capacity, grain] = [
    toOffset(header.readBigUInt64LE(12)),
    toOffset(header.readBigUInt64LE(20)),
  ];
  const perTable = header.readUInt32LE(44);
  const tables = Math.ceil(capacity / (grain * perTable));
  const isKnown =
    grain > 0 && grain <= GRAIN_SECTORS_MAX && perTable === 512 && tables <= TABLES_MAX;
  if (!isKnown || header.readBigUInt64LE(56) === AT_END)
    throw badStructure("Its header is damaged", "Son en-tête est endommagé");
  const read = async (at: number) => {
    const start = toOffset(header.readBigUInt64LE(at)) * SECTOR_BYTES;
    return readAt(source, start, tables * 4);
  };
  const [directory, spare] = [await read(56), flags & REDUNDANT ? await read(48) : null];
  let grains = 0;
  for (let n = 0; n < tables; n += 1) {
    const table = await readTable(source, directory.readUInt32LE(n * 4), perTable);
    const twin = spare ? await readTable(source, spare.readUInt32LE(n * 4), perTable) : table;
    if (!twin.equals(table))
      throw badStructure(
        "Its two grain directories differ",
        "Ses deux répertoires de grains diffèrent",
      );
    grains += countGrains(table, packed ? SECTOR_BYTES : grain * SECTOR_BYTES, source.sizeBytes);
  }
  return grains;
}

async function readTable(source: ByteSource, sector: number, entries: number): Promise<Buffer> {
  return sector === 0
    ? Buffer.alloc(entries * 4)
    : readAt(source, sector * SECTOR_BYTES, entries * 4);
}

function countGrains(table: Buffer, grainBytes: number, sizeBytes: number): number {
  let grains = 0;
  for (let at = 0; at < table.length; at += 4) {
    const sector = table.readUInt32LE(at);
    if (sector <= ZERO_GRAIN) continue;
    const place = sector * SECTOR_BYTES;
    if (place + grainBytes > sizeBytes)
      throw badStructure(
        `Its grain at byte ${place} is not there`,
        `Son grain à l'octet ${place} n'existe pas`,
      );
    grains += 1;
  }
  return grains;
}
