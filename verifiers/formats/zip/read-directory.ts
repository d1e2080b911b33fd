import type { ByteSource } from "../../../platform/objects/byte-source.ts";
import { DamagedCopy } from "../damaged-copy.ts";
import { readAt } from "../reading/read-at.ts";

const END = 0x06054b50;
const END_BYTES = 22;
const COMMENT_BYTES_MAX = 65_535;
const LOCATOR_64 = 0x07064b50;
const LOCATOR_64_BYTES = 20;
const END_64 = 0x06064b50;
const END_64_BYTES = 56;
const ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;
const DIRECTORY_BYTES_MAX = 256 * 2 ** 20;
const ENTRIES_MAX = 1_000_000;
const NOT_HERE = 0xffffffff;
const EXTRA_64 = 1;

export type ZipEntry = {
  readonly offset: number;
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc: number;
  readonly packedBytes: number;
  readonly sizeBytes: number;
  readonly nameBytes: number;
};

type Place = { readonly start: number; readonly bytes: number; readonly entries: number };

/** The central directory of a ZIP archive; throws `DamagedCopy` where there is none. */
export async function readDirectory(source: ByteSource): Promise<readonly ZipEntry[]> {
  const place = await findDirectory(source);
  if (place.bytes > DIRECTORY_BYTES_MAX || place.entries > ENTRIES_MAX) throw noDirectory();
  const directory = await readAt(source, place.start, place.bytes);
  const entries: ZipEntry[] = [];
  for (let at = 0; at < directory.length; ) {
    if (at + ENTRY_BYTES > directory.length || directory.readUInt32LE(at) !== ENTRY)
      throw noDirectory();
    const [name, extra, comment] = [28, 30, 32].map((field) => directory.readUInt16LE(at + field));
    const end = at + ENTRY_BYTES + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
    if (end > directory.length) throw noDirectory();
    entries.push(parseEntry(directory.subarray(at, end)));
    at = end;
  }
  if (entries.length !== place.entries) throw noDirectory();
  return entries;
}

async function findDirectory(source: ByteSource): Promise<Place> {
  const tailBytes = Math.min(source.sizeBytes, END_BYTES + COMMENT_BYTES_MAX);
  const tailStart = source.sizeBytes - tailBytes;
  const tail = await readAt(source, tailStart, tailBytes);
  for (let at = tailBytes - END_BYTES; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) !== END) continue;
    if (at + END_BYTES + tail.readUInt16LE(at + 20) !== tailBytes) continue;
    const place = {
      start: tail.readUInt32LE(at + 16),
      bytes: tail.readUInt32LE(at + 12),
      entries: tail.readUInt16LE(at + 10),
    };
    const large = place.start === NOT_HERE || place.bytes === NOT_HERE || place.entries === 0xffff;
    return large ? findLarge(source, tailStart + at, place) : place;
  }
  throw noDirectory();
}

/** The end of a ZIP64 archive, whose place is told right before the older end. */
async function findLarge(source: ByteSource, endAt: number, small: Place): Promise<Place> {
  if (endAt < LOCATOR_64_BYTES) return small;
  const locator = await readAt(source, endAt - LOCATOR_64_BYTES, LOCATOR_64_BYTES);
  if (locator.readUInt32LE(0) !== LOCATOR_64) return small;
  const end = await readAt(source, toNumber(locator.readBigUInt64LE(8)), END_64_BYTES);
  if (end.readUInt32LE(0) !== END_64) throw noDirectory();
  return {
    start: toNumber(end.readBigUInt64LE(48)),
    bytes: toNumber(end.readBigUInt64LE(40)),
    entries: toNumber(end.readBigUInt64LE(32)),
  };
}

function parseEntry(entry: Buffer): ZipEntry {
  const nameBytes = entry.readUInt16LE(28);
  const extraStart = ENTRY_BYTES + nameBytes;
  const large = findExtra(entry.subarray(extraStart, extraStart + entry.readUInt16LE(30)));
  let at = 0;
  /** Those that do not fit are in the extra field, in this order. */
  function read(value: number): number {
    if (value !== NOT_HERE || !large || at + 8 > large.length) return value;
    at += 8;
    return toNumber(large.readBigUInt64LE(at - 8));
  }
  const sizeBytes = read(entry.readUInt32LE(24));
  const packedBytes = read(entry.readUInt32LE(20));
  const offset = read(entry.readUInt32LE(42));
  return {
    ...{ offset, packedBytes, sizeBytes, nameBytes },
    method: entry.readUInt16LE(10),
    encrypted: (entry.readUInt16LE(8) & 1) !== 0,
    crc: entry.readUInt32LE(16),
  };
}

function findExtra(extra: Buffer): Buffer | null {
  for (let at = 0; at + 4 <= extra.length; ) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === EXTRA_64) return extra.subarray(at + 4, end);
    at = end;
  }
  return null;
}

function toNumber(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw noDirectory();
  return Number(value);
}

function noDirectory(): DamagedCopy {
  return new DamagedCopy({
    en: "The archive's central directory is missing or damaged: it is cut off, or was overwritten.",
    fr: "Le répertoire central de l'archive manque ou est endommagé : elle est coupée, ou a été écrasée.",
  });
}
