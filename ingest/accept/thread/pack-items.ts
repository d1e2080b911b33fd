import type { Item } from "../acceptance.ts";

/**
 * Items as one piece of memory, which is given to another thread; each as an object of its own
 * would take that thread and this one longer than judging.
 */
export type PackedItems = {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where each ends in `bytes`. */
  readonly ends: readonly number[];
  readonly origins: readonly string[];
  readonly positions: readonly string[];
  readonly unread: readonly (readonly [index: number, unread: NonNullable<Item["unread"]>])[];
};

export function packItems(items: readonly Item[]): PackedItems {
  const total = items.reduce((sum, item) => sum + item.bytes.byteLength, 0);
  const bytes = new Uint8Array(total);
  const ends: number[] = [];
  let end = 0;
  for (const item of items) {
    bytes.set(item.bytes, end);
    end += item.bytes.byteLength;
    ends.push(end);
  }
  return {
    bytes,
    ends,
    origins: items.map(({ origin }) => origin),
    positions: items.map(({ position }) => position),
    unread: items.flatMap(({ unread }, index) => (unread ? [[index, unread] as const] : [])),
  };
}

export function unpackItems({ bytes, ends, origins, positions, unread }: PackedItems): Item[] {
  const unreadAt = new Map(unread);
  return ends.map((end, index) => ({
    bytes: bytes.subarray(ends[index - 1] ?? 0, end),
    origin: origins[index] ?? "",
    position: positions[index] ?? "",
    ...(unreadAt.has(index) && { unread: unreadAt.get(index) }),
  })) as Item[];
}
