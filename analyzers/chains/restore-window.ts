import { isUsable } from "../copies/copy.ts";
import type { AssetLinks } from "./asset-links.ts";
import type { Point } from "./link.ts";
import { isRestorable } from "./restorable.ts";

/**
 * Every point of an asset that its copies in one vault alone can restore, oldest first. Pure; what
 * it costs grows with the runs that are kept.
 */
export function restoreWindow(links: AssetLinks, vault: string): readonly Point[] {
  const isThere = (point: Point) => hasCopyIn(point, vault);
  return links.points.items.filter((point) => isRestorable(links, point, isThere));
}

/** The newest point that `isThere` allows; null where nothing can be restored. */
export function newestRestorable(
  links: AssetLinks,
  isThere: (point: Point) => boolean,
): Point | null {
  return links.points.items.findLast((point) => isRestorable(links, point, isThere)) ?? null;
}

function hasCopyIn({ run }: Point, vault: string): boolean {
  return [...run.copies.values()].some((copy) => copy.place.vault === vault && isUsable(copy));
}
