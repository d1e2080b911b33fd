const LANES = 32;
const PRIME = 16_777_619;
const CHECKSUM_WORD = 2;
const CHECKSUM_MASK = 0xffff0000;

/** The seeds of the 32 lanes, as storage/checksum_impl.h of PostgreSQL lists them. */
const SEEDS = Int32Array.from([
  0x5b1f36e9, 0xb8525960, 0x02ab50aa, 0x1de66d2a, 0x79ff467a, 0x9bb9f8a3, 0x217e7cd2, 0x83e13d2c,
  0xf8d4474f, 0xe39eb970, 0x42c6ae16, 0x993216fa, 0x7b093b5d, 0x98daff3c, 0xf718902a, 0x0b1c9cdb,
  0xe58f764b, 0x187636bc, 0x5d7b3bb1, 0xe73de7de, 0x92bec979, 0xcca6c0b2, 0x304a0979, 0x85aa43d4,
  0x783125bb, 0x6ca8eaa2, 0xe407eac6, 0x4b5cfc3e, 0x9fbf8c76, 0x15ca20be, 0xf2ca9fd3, 0x959bd756,
]);
const sums = new Int32Array(LANES);

/**
 * The checksum of a page of PostgreSQL, as its header keeps it: FNV-1a in 32 lanes over the page
 * with that field as zero, mixed with the block's number (storage/checksum_impl.h).
 * `words`: the page's bytes as little-endian words.
 */
export function pageChecksum(words: Int32Array, block: number): number {
  sums.set(SEEDS);
  for (let at = 0; at < words.length; at += LANES)
    for (let lane = 0; lane < LANES; lane += 1) {
      const word = words[at + lane] ?? 0;
      mix(lane, at + lane === CHECKSUM_WORD ? word & CHECKSUM_MASK : word);
    }
  // Two rounds of zeros at the end, so that the last words are mixed as well.
  for (let lane = 0; lane < 2 * LANES; lane += 1) mix(lane % LANES, 0);
  let sum = 0;
  for (let lane = 0; lane < LANES; lane += 1) sum ^= sums[lane] ?? 0;
  return (((sum ^ block) >>> 0) % 65_535) + 1;
}

function mix(lane: number, word: number): void {
  const value = (sums[lane] ?? 0) ^ word;
  sums[lane] = Math.imul(value, PRIME) ^ (value >>> 17);
}
