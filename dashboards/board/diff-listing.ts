import type { Listing, ListingChange } from "./board-data.ts";

/** What a reader that holds `before` must be told to hold `after`; null where they are the same. */
export function diffListing<T extends { readonly id: string }>(
  before: Listing<T>,
  after: Listing<T>,
): ListingChange<T> | null {
  const known = new Map(before.items.map((item) => [item.id, JSON.stringify(item)]));
  const set = after.items.filter((item) => known.get(item.id) !== JSON.stringify(item));
  for (const { id } of after.items) known.delete(id);
  const gone = [...known.keys()];
  if (set.length === 0 && gone.length === 0 && before.more === after.more) return null;
  return { set, gone, more: after.more };
}
