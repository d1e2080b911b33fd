import { PAGE_BYTES, PAGE_HEADER_BYTES, type PageHeader, SLOT_BYTES } from "./page-slots.ts";

const COMPRESSED_RECORD = 0x01;
const KIND_BITS = 0x07;
const PRIMARY = 0;
const FORWARDED = 1;
/** Records of compressed tables number their kinds in their own way. */
const COMPRESSED_FORWARDED = 4;
const COMPRESSED_KIND_SHIFT = 2;
/** By first byte: the loop over slots is most of what rows add to reading a backup. */
const ROWS_OF = Uint8Array.from({ length: 256 }, (_, status) => (isRow(status) ? 1 : 0));

/**
 * The rows that a data page of level 0 holds: its primary and forwarded records. Ghosts and stubs
 * are none. Row and page compression write records of another format, told apart by their first
 * bit.
 */
export function countRows(page: Uint8Array, { slots }: PageHeader): number {
  const last = Math.max(PAGE_BYTES - SLOT_BYTES * slots, PAGE_HEADER_BYTES);
  let rows = 0;
  for (let entry = PAGE_BYTES - SLOT_BYTES; entry >= last; entry -= SLOT_BYTES) {
    const at = (page[entry] ?? 0) | ((page[entry + 1] ?? 0) << 8);
    if (at >= PAGE_HEADER_BYTES && at < entry) rows += ROWS_OF[page[at] ?? 0] ?? 0;
  }
  return rows;
}

/** Whether a record's first byte says that it is a row. */
export function isRow(status: number): boolean {
  if (status & COMPRESSED_RECORD) {
    const kind = (status >> COMPRESSED_KIND_SHIFT) & KIND_BITS;
    return kind === PRIMARY || kind === COMPRESSED_FORWARDED;
  }
  const kind = (status >> 1) & KIND_BITS;
  return kind === PRIMARY || kind === FORWARDED;
}
