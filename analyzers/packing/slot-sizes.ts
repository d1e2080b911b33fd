const UNIT_BYTES = 64;
const LEAST_BYTES = 512;
/** So many sizes until it is doubled: an eighth of each slot is empty. */
const STEPS = 4;
/** The largest is 24 MB. */
const SIZES = 64;

const sizes = Array.from(
  { length: SIZES },
  (_, size) => UNIT_BYTES * Math.ceil((LEAST_BYTES * 2 ** (size / STEPS)) / UNIT_BYTES),
);

/** Slots of a file: each has one of a few sizes, so that one that is free fits the next. */
export type SlotSizes = {
  /** A free slot, or a new one at the end; null where none is so large. */
  readonly take: (bytes: number) => number | null;
  readonly free: (place: number) => void;
  readonly offsetOf: (place: number) => number;
  readonly bytesOf: (place: number) => number;
  /** Where the last slot ends. */
  readonly endBytes: () => number;
};

export function createSlotSizes(): SlotSizes {
  const free: number[][] = sizes.map(() => []);
  let end = 0;

  function take(bytes: number): number | null {
    const size = sizes.findIndex((most) => most >= bytes);
    if (size < 0) return null;
    const known = free[size]?.pop();
    if (known !== undefined) return known;
    const place = (end / UNIT_BYTES) * SIZES + size;
    end += sizes[size] ?? 0;
    return place;
  }

  return {
    take,
    free: (place) => void free[place % SIZES]?.push(place),
    offsetOf: (place) => Math.floor(place / SIZES) * UNIT_BYTES,
    bytesOf: (place) => sizes[place % SIZES] ?? 0,
    endBytes: () => end,
  };
}
