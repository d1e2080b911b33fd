export const PAGE_BYTES = 8_192;
export const PAGE_HEADER_BYTES = 96;
export const SLOT_BYTES = 2;
export const DATA_PAGE = 1;
export const TEXT_MIX_PAGE = 3;
export const TEXT_TREE_PAGE = 4;

/** What rows need of a page's header; of a page of `PAGE_BYTES` with its torn bits put back. */
export type PageHeader = {
  readonly type: number;
  readonly level: number;
  readonly indexId: number;
  readonly objectId: number;
  readonly slots: number;
  readonly page: number;
  readonly file: number;
};

/** Byte by byte: a view of its own for each page would cost more than the reading. */
export function readPageHeader(page: Uint8Array): PageHeader {
  return {
    type: page[1] ?? 0,
    level: page[3] ?? 0,
    indexId: readU16(page, 6),
    slots: readU16(page, 22),
    objectId: readU16(page, 24) + readU16(page, 26) * 2 ** 16,
    page: readU16(page, 32) + readU16(page, 34) * 2 ** 16,
    file: readU16(page, 36),
  };
}

function readU16(page: Uint8Array, at: number): number {
  return (page[at] ?? 0) | ((page[at + 1] ?? 0) << 8);
}

/** Where the record of a slot begins; null where the page has no such slot or it leads astray. */
export function findSlot(page: Uint8Array, slots: number, slot: number): number | null {
  const entryAt = PAGE_BYTES - SLOT_BYTES * (slot + 1);
  if (slot >= slots || entryAt < PAGE_HEADER_BYTES) return null;
  const at = readU16(page, entryAt);
  return at >= PAGE_HEADER_BYTES && at < entryAt ? at : null;
}

/** A view of the same bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
