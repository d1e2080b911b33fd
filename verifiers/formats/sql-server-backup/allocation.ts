/** How many pages one PFS page describes. */
export const PFS_PAGES = 8_088;
const BITMAP_BYTES = PFS_PAGES / 8;
const ENTRIES_AT = 100;
const RECORD_AT = 96;
/** Of the only record: no null bitmap, no variable columns, 4 + 8088 bytes. */
const RECORD_HEADER = [0x00, 0x00, 0x9c, 0x1f] as const;
const ALLOCATED = 0x40;
/** Of a database of 4 TB, for which the bitmaps take 132 MB. */
const RANGES_MAX = 65_536;

type Range = {
  readonly fileId: number;
  readonly firstPageId: number;
  readonly allocated: Uint8Array;
  readonly seen: Uint8Array;
};

/** Which pages are allocated, as PFS pages tell, and which of them were seen. */
export type Allocation = {
  /** False if the page is not readable, or one too many to be held. */
  readonly learn: (fileId: number, pageId: number, page: Uint8Array) => boolean;
  /** Null where no PFS page told. */
  readonly isAllocated: (fileId: number, pageId: number) => boolean | null;
  readonly see: (fileId: number, pageId: number) => void;
  /** Allocated pages that were not seen. */
  readonly unseen: () => Iterable<{ readonly fileId: number; readonly pageId: number }>;
};

/** The PFS page that describes a page: 1, then every 8088th. */
export function pfsPageOf(pageId: number): number {
  return pageId < PFS_PAGES ? 1 : pageId - (pageId % PFS_PAGES);
}

export function createAllocation(): Allocation {
  const ranges = new Map<number, Range>();
  const rangeOf = (fileId: number, pageId: number) => ranges.get(keyOf(fileId, pageId));
  return {
    learn: (fileId, pageId, page) => {
      if (RECORD_HEADER.some((byte, index) => page[RECORD_AT + index] !== byte)) return false;
      const known = rangeOf(fileId, pageId);
      if (!known && ranges.size >= RANGES_MAX) return false;
      ranges.set(keyOf(fileId, pageId), {
        fileId,
        firstPageId: pageId - (pageId % PFS_PAGES),
        allocated: readBitmap(page),
        seen: known?.seen ?? new Uint8Array(BITMAP_BYTES),
      });
      return true;
    },
    isAllocated: (fileId, pageId) => {
      const range = rangeOf(fileId, pageId);
      return range ? hasBit(range.allocated, pageId % PFS_PAGES) : null;
    },
    see: (fileId, pageId) => {
      const range = rangeOf(fileId, pageId);
      if (range) setBit(range.seen, pageId % PFS_PAGES);
    },
    unseen: () => listUnseen(ranges.values()),
  };
}

function* listUnseen(ranges: Iterable<Range>) {
  for (const { fileId, firstPageId, allocated, seen } of ranges)
    for (let page = 0; page < PFS_PAGES; page += 1)
      if (hasBit(allocated, page) && !hasBit(seen, page))
        yield { fileId, pageId: firstPageId + page };
}

function readBitmap(page: Uint8Array): Uint8Array {
  const bitmap = new Uint8Array(BITMAP_BYTES);
  for (let entry = 0; entry < PFS_PAGES; entry += 1)
    if ((page[ENTRIES_AT + entry] ?? 0) & ALLOCATED) setBit(bitmap, entry);
  return bitmap;
}

function keyOf(fileId: number, pageId: number): number {
  return fileId * 2 ** 32 + Math.floor(pageId / PFS_PAGES);
}

function hasBit(bitmap: Uint8Array, bit: number): boolean {
  return ((bitmap[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0;
}

function setBit(bitmap: Uint8Array, bit: number): void {
  bitmap[bit >> 3] = (bitmap[bit >> 3] ?? 0) | (1 << (bit & 7));
}
