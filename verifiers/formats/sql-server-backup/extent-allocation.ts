/** One GAM page describes so many extents of eight pages: 7988 bytes of bits. */
const GAM_EXTENTS = 63_904;
const EXTENT_PAGES = 8;
/** The first is page 2, the others are every 511,232nd. */
const FIRST_GAM_PAGE = 2;
const GAM_PAGES = GAM_EXTENTS * EXTENT_PAGES;
const RECORD_AT = 190;
/** Of the second record: no null bitmap, no variable columns, 4 + 7988 bytes. */
const RECORD_HEADER = [0x00, 0x00, 0x38, 0x1f] as const;
const BITS_AT = 194;
const BITS_BYTES = GAM_EXTENTS / 8;
/** Of a database of 16 TB, for which the bits take 32 MB. */
const INTERVALS_MAX = 4_096;

/**
 * Which extents no object has, as GAM pages tell: a bit that is set is a free extent. As found in
 * real backups, which carry exactly the extents whose bit is not set.
 */
export type ExtentAllocation = {
  readonly learn: (fileId: number, pageId: number, page: Uint8Array) => void;
  /** False also where no GAM page told. */
  readonly isFree: (fileId: number, pageId: number) => boolean;
};

export function createExtentAllocation(): ExtentAllocation {
  const intervals = new Map<string, Uint8Array>();
  const keyOf = (fileId: number, pageId: number) => `${fileId}:${Math.floor(pageId / GAM_PAGES)}`;
  return {
    learn: (fileId, pageId, page) => {
      const isPlace = pageId === FIRST_GAM_PAGE || (pageId > 0 && pageId % GAM_PAGES === 0);
      if (!isPlace || intervals.size >= INTERVALS_MAX) return;
      if (RECORD_HEADER.some((byte, index) => page[RECORD_AT + index] !== byte)) return;
      intervals.set(keyOf(fileId, pageId), page.slice(BITS_AT, BITS_AT + BITS_BYTES));
    },
    isFree: (fileId, pageId) => {
      const bits = intervals.get(keyOf(fileId, pageId));
      const extent = Math.floor((pageId % GAM_PAGES) / EXTENT_PAGES);
      return bits !== undefined && ((bits[extent >> 3] ?? 0) & (1 << (extent & 7))) !== 0;
    },
  };
}
