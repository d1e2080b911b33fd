export const PAGE_BYTES = 8_192;
const HEADER_BYTES = 96;
const SLOT_BYTES = 2;
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

export function readPageHeader(page: Uint8Array): PageHeader {
  const view = viewOf(page);
  return {
    type: view.getUint8(1),
    level: view.getUint8(3),
    indexId: view.getUint16(6, true),
    slots: view.getUint16(22, true),
    objectId: view.getUint32(24, true),
    page: view.getUint32(32, true),
    file: view.getUint16(36, true),
  };
}

/** Where the record of a slot begins; null where the page has no such slot or it leads astray. */
export function findSlot(page: Uint8Array, slots: number, slot: number): number | null {
  const entryAt = PAGE_BYTES - SLOT_BYTES * (slot + 1);
  if (slot >= slots || entryAt < HEADER_BYTES) return null;
  const at = (page[entryAt] ?? 0) | ((page[entryAt + 1] ?? 0) << 8);
  return at >= HEADER_BYTES && at < entryAt ? at : null;
}

/** A view of the same bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
