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
  /** What few of them have. */
  readonly rest: readonly (readonly [index: number, rest: Rest])[];
};

type Rest = Pick<Item, "unread" | "replayOf">;

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
    rest: items.flatMap((item, index) => {
      const rest = restOf(item);
      return rest ? [[index, rest] as const] : [];
    }),
  };
}

function restOf({ unread, replayOf }: Item): Rest | null {
  if (unread === undefined && replayOf === undefined) return null;
  return { ...(unread && { unread }), ...(replayOf !== undefined && { replayOf }) };
}

export function unpackItems({ bytes, ends, origins, positions, rest }: PackedItems): Item[] {
  const restAt = new Map(rest);
  return ends.map((end, index) => ({
    bytes: bytes.subarray(ends[index - 1] ?? 0, end),
    origin: origins[index] ?? "",
    position: positions[index] ?? "",
    ...restAt.get(index),
  }));
}
