import { viewOf } from "../page-slots.ts";

const TORN_BITS = 0x100;
const SECTOR_BYTES = 512;
const SECTORS = 16;

/** Puts back, in the page itself, the two bits of each sector that torn-page detection took. */
export function putTornBitsBack(page: Uint8Array): void {
  const view = viewOf(page);
  if ((view.getUint16(4, true) & TORN_BITS) === 0) return;
  const bits = view.getUint32(60, true);
  for (let sector = 1; sector < SECTORS; sector += 1) {
    const at = sector * SECTOR_BYTES + SECTOR_BYTES - 1;
    page[at] = ((page[at] ?? 0) & ~3) | ((bits >>> (2 * sector)) & 3);
  }
}
