import { crc32, createInflateRaw } from "node:zlib";
import type { ByteSource } from "../../../platform/objects/byte-source.ts";
import { backupFacts } from "../backup-facts.ts";
import { boundExpansion } from "../compressed/bound-expansion.ts";
import { expandThrough } from "../compressed/expand-through.ts";
import { createReader, type Findings } from "../create-reader.ts";
import { DamagedCopy } from "../damaged-copy.ts";
import { readAt } from "../reading/read-at.ts";
import { UnjudgedCopy } from "../unjudged-copy.ts";
import { readDirectory, type ZipEntry } from "./read-directory.ts";

const LOCAL_HEADER = 0x04034b50;
const LOCAL_HEADER_BYTES = 30;
const [STORED, DEFLATED] = [0, 8];
const BAD_SHOWN_MAX = 1_000;
const WHOLE = {
  en: "Every entry of the central directory is there and agrees with its CRC-32.",
  fr: "Chaque entrée du répertoire central est présente et conforme à son CRC-32.",
};
const ENCRYPTED = {
  en: "Some of its entries are encrypted: they cannot be read here.",
  fr: "Certaines de ses entrées sont chiffrées : elles ne peuvent pas être lues ici.",
};
const OTHER_METHOD = {
  en: "Some of its entries are compressed in a way that is not read here.",
  fr: "Certaines de ses entrées sont compressées d'une façon que l'on ne lit pas ici.",
};
const BAD = {
  en: "Some of its entries are damaged.",
  fr: "Certaines de ses entrées sont endommagées.",
};

/** ZIP archives (APPNOTE 6.3), entry by entry. */
export const zipReader = createReader({
  format: "zip",
  recognises: ([p, k, third, fourth]) =>
    p === 0x50 && k === 0x4b && ((third === 3 && fourth === 4) || (third === 5 && fourth === 6)),
  examine,
});

async function examine(source: ByteSource): Promise<Findings> {
  const entries = await readDirectory(source);
  const bad: { offset: number; reason: string }[] = [];
  let encrypted = 0;
  let unknown = 0;
  let end = 0;
  for (const entry of entries.toSorted((a, b) => a.offset - b.offset)) {
    if (entry.offset < end) throw overlap(entry.offset);
    end = entry.offset + LOCAL_HEADER_BYTES + entry.packedBytes;
    if (entry.encrypted) encrypted += 1;
    const readable = entry.method === STORED || entry.method === DEFLATED;
    if (!readable) unknown += 1;
    const fault = await checkEntry(source, entry, readable && !entry.encrypted);
    if (fault && bad.length < BAD_SHOWN_MAX) bad.push({ offset: entry.offset, reason: fault });
  }
  const backup = backupFacts({ type: "files", compressed: true, encrypted: encrypted > 0 });
  const found = { backup, container: { blocks: entries.length, streams: 0, bad } };
  if (bad.length > 0) return { verdict: "damaged", reasons: [BAD], ...found };
  if (encrypted > 0) return { verdict: "unknown", reasons: [ENCRYPTED], ...found };
  if (unknown > 0) return { verdict: "unknown", reasons: [OTHER_METHOD], ...found };
  return { verdict: "sound", reasons: [WHOLE], ...found };
}

/** What is wrong with an entry; null where nothing is, or it cannot be read. */
async function checkEntry(
  source: ByteSource,
  entry: ZipEntry,
  isReadable: boolean,
): Promise<string | null> {
  const header = await readAt(source, entry.offset, LOCAL_HEADER_BYTES);
  const agrees =
    header.readUInt32LE(0) === LOCAL_HEADER &&
    header.readUInt16LE(8) === entry.method &&
    header.readUInt16LE(26) === entry.nameBytes;
  if (!agrees) return "its header does not agree with the central directory";
  if (!isReadable) return null;
  const start =
    entry.offset + LOCAL_HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
  const end = start + entry.packedBytes;
  if (end > source.sizeBytes) return "the file ends within it";
  try {
    return await checkBytes(source.read({ start, end }), entry);
  } catch (error) {
    if (error instanceof DamagedCopy) return error.fault.en;
    throw error;
  }
}

async function checkBytes(packed: AsyncIterable<Uint8Array>, entry: ZipEntry) {
  const { method, packedBytes, sizeBytes } = entry;
  const expanded =
    method === DEFLATED ? expandThrough(packed, createInflateRaw(), "Deflate") : packed;
  let crc = 0;
  let bytes = 0;
  for await (const chunk of boundExpansion(expanded, () => packedBytes)) {
    crc = crc32(chunk, crc);
    bytes += chunk.length;
    if (bytes > sizeBytes) return "it expands to more than its size";
  }
  if (bytes !== sizeBytes) return "it is shorter than its size";
  return crc === entry.crc ? null : "it does not agree with its CRC-32";
}

/** Entries that share bytes are a bomb's. */
function overlap(at: number): UnjudgedCopy {
  return new UnjudgedCopy({
    en: `Entries overlap at byte ${at}: it is not followed further.`,
    fr: `Des entrées se chevauchent à l'octet ${at} : elle n'est pas suivie plus loin.`,
  });
}
