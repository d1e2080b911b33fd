import { findSlot, PAGE_HEADER_BYTES, type PageHeader } from "../page-slots.ts";
import { type CompressedField, readCompressedRecord } from "./read-compressed-record.ts";

const HAS_ANCHOR = 0x02;
const HAS_DICTIONARY = 0x04;

/** What page compression keeps once for a page, right behind its header. */
export type PageCompression = {
  /** A prefix of each column's values; empty where there is none. */
  readonly anchor: readonly CompressedField[];
  /** Values that records name by their number. */
  readonly dictionary: readonly Uint8Array[];
};

const NONE: PageCompression = { anchor: [], dictionary: [] };

/**
 * The compression information of a page: flags, changes since (u16), the bytes up to the dictionary
 * (u16), where there is one its end (u16), the anchor as a record, the dictionary. Of a page that
 * has none, an empty one; null where it is not as documented: D. Korotkevitch, Pro SQL Server
 * Internals, "Page Compression".
 */
export function readPageCompression(page: Uint8Array, header: PageHeader): PageCompression | null {
  const start = PAGE_HEADER_BYTES;
  const flags = page[start] ?? 0;
  // A record in this place has its first bit set, also one that was deleted.
  const isThere = flags !== 0 && (flags & ~(HAS_ANCHOR | HAS_DICTIONARY)) === 0;
  if (!isThere || hasRecordAt(page, header, start)) return NONE;
  const hasDictionary = (flags & HAS_DICTIONARY) !== 0;
  const anchor =
    flags & HAS_ANCHOR ? readCompressedRecord(page, start + (hasDictionary ? 7 : 5)) : [];
  const dictionary = hasDictionary ? readDictionary(page, start + readU16(page, start + 3)) : [];
  return anchor && dictionary && { anchor, dictionary };
}

function hasRecordAt(page: Uint8Array, { slots }: PageHeader, at: number): boolean {
  for (let slot = 0; slot < slots; slot += 1) if (findSlot(page, slots, slot) === at) return true;
  return false;
}

/** Their number, the end of each counted from the dictionary's start, and their bytes. */
function readDictionary(page: Uint8Array, at: number): readonly Uint8Array[] | null {
  const count = readU16(page, at);
  let start = at + 2 + 2 * count;
  if (start > page.length) return null;
  const entries: Uint8Array[] = [];
  for (let entry = 0; entry < count; entry += 1) {
    const end = at + readU16(page, at + 2 + 2 * entry);
    if (end < start || end > page.length) return null;
    entries.push(page.subarray(start, end));
    start = end;
  }
  return entries;
}

function readU16(page: Uint8Array, at: number): number {
  return (page[at] ?? 0) | ((page[at + 1] ?? 0) << 8);
}
