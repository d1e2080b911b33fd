import { findSlot, type PageHeader } from "./page-slots.ts";

const COMPRESSED_RECORD = 0x01;
const KIND_BITS = 0x07;
const PRIMARY = 0;
const FORWARDED = 1;
/** Records of compressed tables number their kinds in their own way. */
const COMPRESSED_FORWARDED = 4;
const COMPRESSED_KIND_SHIFT = 2;

/**
 * The rows that a data page of level 0 holds: its primary and forwarded records. Ghosts and stubs
 * are none. Row and page compression write records of another format, told apart by their first
 * bit.
 */
export function countRows(page: Uint8Array, { slots }: PageHeader): number {
  let rows = 0;
  for (let slot = 0; slot < slots; slot += 1) {
    const at = findSlot(page, slots, slot);
    if (at !== null && isRow(page[at] ?? 0)) rows += 1;
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
