export const PAGE_BYTES = 8_192;
const PAGE_WORDS = PAGE_BYTES / 4;
const SECTOR_BYTES = 512;
const SECTOR_WORDS = SECTOR_BYTES / 4;
const SECTORS = PAGE_BYTES / SECTOR_BYTES;
/** The checksum, or the torn bits. */
const PROTECTION_WORD = 15;
const FLAGS_WORD = 1;
export const CHECKSUM_FLAG = 0x200;
const TORN_BITS_FLAG = 0x100;

export const UNPROTECTED = 0;
export const CHECKSUM_HOLDS = 1;
export const CHECKSUM_WRONG = 2;
export const TORN_BITS_HOLD = 3;
export const TORN = 4;
/** What a page's own protection says of it. */
export type PageState = 0 | 1 | 2 | 3 | 4;

/**
 * Checks the page at `page` (in pages) of `words`, little-endian as the machine; puts the bits back
 * that torn-bit protection had moved, so that the page can be read.
 */
export function checkPage(words: Int32Array, bytes: Uint8Array, page: number): PageState {
  const start = page * PAGE_WORDS;
  const flags = words[start + FLAGS_WORD] ?? 0;
  const protection = words[start + PROTECTION_WORD] ?? 0;
  if (flags & CHECKSUM_FLAG)
    return sumPage(words, start) === protection ? CHECKSUM_HOLDS : CHECKSUM_WRONG;
  if (flags & TORN_BITS_FLAG)
    return undoTornBits(bytes, page * PAGE_BYTES, protection) ? TORN_BITS_HOLD : TORN;
  return UNPROTECTED;
}

/** The state of each page, one behind the other in memory that is theirs alone. */
export function checkPages(bytes: Uint8Array, pages: number): Uint8Array {
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const states = new Uint8Array(pages);
  for (let page = 0; page < pages; page += 1) states[page] = checkPage(words, bytes, page);
  return states;
}

/** Each sector's words by exclusive or, the sums rotated left by 15 - sector and put together. */
export function sumPage(words: Int32Array, start: number): number {
  let sum = words[start + PROTECTION_WORD] ?? 0;
  sum = (sum << 15) | (sum >>> 17);
  let all = 0;
  for (let at = start; at < start + PAGE_WORDS; at += SECTOR_WORDS)
    all = ((all << 1) | (all >>> 31)) ^ sumSector(words, at);
  return all ^ sum;
}

/** Unrolled: most of the reader's time is spent here. */
function sumSector(words: Int32Array, start: number): number {
  let sum = 0;
  for (let at = start; at < start + SECTOR_WORDS; at += 8)
    sum ^=
      // biome-ignore-start lint/style/noNonNullAssertion: whole pages only
      words[at]! ^
      words[at + 1]! ^
      words[at + 2]! ^
      words[at + 3]! ^
      words[at + 4]! ^
      words[at + 5]! ^
      words[at + 6]! ^
      words[at + 7]!;
  // biome-ignore-end lint/style/noNonNullAssertion: whole pages only
  return sum;
}

/**
 * The low two bits of the last byte of sectors 1 to 15 are the pattern, the low two bits of
 * `protection`; the sectors' own bits are kept there, sector s's at bit 2 s.
 */
function undoTornBits(bytes: Uint8Array, page: number, protection: number): boolean {
  const pattern = protection & 3;
  let isWhole = pattern === 1 || pattern === 2;
  for (let sector = 1; sector < SECTORS; sector += 1) {
    const last = page + SECTOR_BYTES * sector + SECTOR_BYTES - 1;
    const byte = bytes[last] ?? 0;
    if ((byte & 3) !== pattern) isWhole = false;
    bytes[last] = (byte & ~3) | ((protection >>> (2 * sector)) & 3);
  }
  return isWhole;
}
