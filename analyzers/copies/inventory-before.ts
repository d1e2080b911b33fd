import { type Channel, INVENTORIES_MAX } from "../detection/channels.ts";

/**
 * The last complete inventory of a vault before an instant; null where none is known of. Before the
 * first one nothing had been looked at.
 */
export function inventoryBeforeMs<T>({ inventoriesMs }: Channel<T>, atMs: number): number | null {
  const before = inventoriesMs.findLast((inventoryMs) => inventoryMs < atMs);
  if (before !== undefined) return before;
  const isFirst = inventoriesMs.length > 0 && inventoriesMs.length < INVENTORIES_MAX;
  return isFirst ? Number.NEGATIVE_INFINITY : null;
}
