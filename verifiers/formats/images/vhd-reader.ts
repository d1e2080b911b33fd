import type { ByteSource } from "../../../platform/objects/byte-source.ts";
import { createReader, type Findings } from "../create-reader.ts";
import { readAt } from "../reading/read-at.ts";
import { badStructure, imageFindings, toOffset } from "./image-findings.ts";

const COOKIE = "conectix";
const SPARSE = "cxsparse";
const FOOTER_BYTES = 512;
const FOOTER_CHECKSUM_AT = 64;
const DYNAMIC_BYTES = 1_024;
const DYNAMIC_CHECKSUM_AT = 36;
const [FIXED, DYNAMIC, DIFFERENCING] = [2, 3, 4];
const UNUSED = 0xffffffff;
const SECTOR_BYTES = 512;
const TABLE_BYTES_MAX = 64 * 2 ** 20;

const WHOLE = {
  en: "Its footer, header and block table agree with their checksums, and every block is there. The disk's own bytes have no checksums.",
  fr: "Son pied, son en-tête et sa table de blocs concordent avec leurs sommes de contrôle, et chaque bloc est présent. Les octets du disque n'ont pas de sommes de contrôle.",
};
const PARENT = {
  en: "It rests on another image, which is not looked at.",
  fr: "Il repose sur une autre image, qui n'est pas examinée.",
};

/** Virtual Hard Disks (Microsoft's specification 1.0), of all three types. */
export const vhdReader = createReader({
  format: "vhd",
  recognises: (head) => isFooter(Buffer.from(head.subarray(0, COOKIE.length))),
  examine: examineVhd,
});

/** A fixed disk shows only at its end what it is. */
export async function isFixedVhd(source: ByteSource): Promise<boolean> {
  if (source.sizeBytes < FOOTER_BYTES) return false;
  return isFooter(await readAt(source, source.sizeBytes - FOOTER_BYTES, COOKIE.length));
}

export async function examineVhd(source: ByteSource): Promise<Findings> {
  const end = source.sizeBytes - FOOTER_BYTES;
  const footer = await readAt(source, end, FOOTER_BYTES);
  checkSum(footer, FOOTER_CHECKSUM_AT, "footer", "pied");
  const type = footer.readUInt32BE(60);
  const diskBytes = toOffset(footer.readBigUInt64BE(48));
  if (type === FIXED) {
    if (end < diskBytes)
      throw badStructure("It is shorter than its disk", "Il est plus court que son disque");
    return imageFindings("sound", WHOLE);
  }
  if (type !== DYNAMIC && type !== DIFFERENCING)
    throw badStructure("It is of no type of VHD", "Il n'est d'aucun type de VHD");
  const copy = await readAt(source, 0, FOOTER_BYTES);
  checkSum(copy, FOOTER_CHECKSUM_AT, "copy of the footer", "double de pied");
  const header = await readAt(source, toOffset(footer.readBigUInt64BE(16)), DYNAMIC_BYTES);
  if (header.toString("latin1", 0, SPARSE.length) !== SPARSE) throw badSum("header", "en-tête");
  checkSum(header, DYNAMIC_CHECKSUM_AT, "header", "en-tête");
  const blocks = await checkTable(source, header, { end, diskBytes });
  const incremental = type === DIFFERENCING;
  return imageFindings("sound", WHOLE, { blocks, incremental, notes: incremental ? [PARENT] : [] });
}

type Reach = { readonly end: number; readonly diskBytes: number };

/** How many blocks there are; each is within the file, and no two share a place. */
async function checkTable(source: ByteSource, header: Buffer, { end, diskBytes }: Reach) {
  const [entries, blockBytes] = [header.readUInt32BE(28), header.readUInt32BE(32)];
  const tableBytes = entries * 4;
  if (tableBytes > TABLE_BYTES_MAX || blockBytes < SECTOR_BYTES || entries * blockBytes < diskBytes)
    throw badStructure(
      "Its block table does not fit its disk",
      "Sa table de blocs ne correspond pas à son disque",
    );
  const table = await readAt(source, toOffset(header.readBigUInt64BE(16)), tableBytes);
  const bitmapBytes = Math.ceil(blockBytes / SECTOR_BYTES / 8 / SECTOR_BYTES) * SECTOR_BYTES;
  const places: number[] = [];
  for (let at = 0; at < tableBytes; at += 4) {
    const sector = table.readUInt32BE(at);
    if (sector !== UNUSED) places.push(sector * SECTOR_BYTES);
  }
  let before = 0;
  for (const place of places.toSorted((a, b) => a - b)) {
    if (place < before || place + bitmapBytes + blockBytes > end)
      throw badStructure(
        `Its block at byte ${place} is not there`,
        `Son bloc à l'octet ${place} n'existe pas`,
      );
    before = place + bitmapBytes + blockBytes;
  }
  return places.length;
}

function isFooter(bytes: Buffer): boolean {
  return bytes.toString("latin1", 0, COOKIE.length) === COOKIE;
}

/** The complement of the sum of all bytes, the checksum's own left out. */
function checkSum(bytes: Buffer, at: number, en: string, fr: string): void {
  let sum = 0;
  bytes.forEach((byte, index) => {
    if (index < at || index >= at + 4) sum += byte;
  });
  if (~sum >>> 0 !== bytes.readUInt32BE(at)) throw badSum(en, fr);
}

function badSum(en: string, fr: string) {
  return badStructure(
    `Its ${en} does not agree with its checksum`,
    `Son ${fr} n'est pas conforme à sa somme de contrôle`,
  );
}
