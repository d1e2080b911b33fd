import { CHECKSUM_HOLDS, TORN_BITS_HOLD } from "./check-page.ts";
import { EXTENT_PAGES } from "./extent-index.ts";
import { isPageHeader, type PageHeader } from "./page-header.ts";
import type { ExtentPage } from "./read-extent.ts";

export type Place = { readonly fileId: number; readonly firstPageId: number };

/** A page that its own protection confirms outweighs all that do not. */
const CONFIRMED_WEIGHT = EXTENT_PAGES + 1;

/**
 * Which extent eight pages are: what most of their headers say, confirmed ones first. Null if none
 * says what it can be.
 */
export function placeExtent(pages: readonly ExtentPage[]): Place | null {
  let best: Place | null = null;
  let bestWeight = 0;
  for (const [slot, { header }] of pages.entries()) {
    if (!isOfSlot(header, slot)) continue;
    const place = { fileId: header.fileId, firstPageId: header.pageId - slot };
    if (best?.fileId === place.fileId && best.firstPageId === place.firstPageId) continue;
    const weight = weigh(place, pages);
    if (weight <= bestWeight) continue;
    best = place;
    bestWeight = weight;
  }
  return best;
}

function weigh({ fileId, firstPageId }: Place, pages: readonly ExtentPage[]): number {
  let weight = 0;
  for (const [slot, { header, state }] of pages.entries()) {
    if (!isOfSlot(header, slot)) continue;
    if (header.fileId !== fileId || header.pageId - slot !== firstPageId) continue;
    weight += state === CHECKSUM_HOLDS || state === TORN_BITS_HOLD ? CONFIRMED_WEIGHT : 1;
  }
  return weight;
}

function isOfSlot(header: PageHeader, slot: number): boolean {
  return isPageHeader(header) && header.fileId > 0 && header.pageId % EXTENT_PAGES === slot;
}
