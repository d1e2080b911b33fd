/** Where the bytes of what sleeps lie. */
export type PackedAssets = {
  /** Keeps a copy, and gives its place. */
  readonly put: (bytes: Uint8Array) => number;
  /** They are good until the next call. */
  readonly read: (place: number) => Uint8Array;
  readonly drop: (place: number) => void;
};

/** In this process's memory. */
export function createPackedMemory() {
  const kept: (Uint8Array | null)[] = [];
  const free: number[] = [];
  let bytes = 0;

  function put(packed: Uint8Array): number {
    const place = free.pop() ?? kept.length;
    kept[place] = new Uint8Array(packed);
    bytes += packed.length;
    return place;
  }

  function read(place: number): Uint8Array {
    const packed = kept[place];
    if (!packed) throw new RangeError(`nothing lies at ${place}`);
    return packed;
  }

  function drop(place: number) {
    bytes -= read(place).length;
    kept[place] = null;
    free.push(place);
  }

  return { put, read, drop, bytes: () => bytes };
}
