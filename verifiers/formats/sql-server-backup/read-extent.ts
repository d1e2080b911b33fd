import { PAGE_BYTES, type PageState, UNPROTECTED } from "./check-page.ts";
import { EXTENT_PAGES } from "./extent-index.ts";
import { type PageHeader, parsePageHeader } from "./page-header.ts";

/** Pages that follow one another in a stream. */
export type PageBatch = {
  readonly bytes: Uint8Array;
  /** A `PageState` of each page. */
  readonly states: Uint8Array;
  readonly pages: number;
  /** Bytes into the source. */
  readonly offset: number;
};

/** Eight pages, fewer where a stream ends too early. */
export type Extent = {
  readonly pages: readonly ExtentPage[];
  readonly offset: number;
};
export type ExtentPage = {
  readonly header: PageHeader;
  readonly state: PageState;
  readonly bytes: Uint8Array;
  readonly offset: number;
};

export function* readExtents(batch: PageBatch): Iterable<Extent> {
  const { buffer, byteOffset } = batch.bytes;
  const view = new DataView(buffer, byteOffset, batch.pages * PAGE_BYTES);
  for (let first = 0; first < batch.pages; first += EXTENT_PAGES) {
    const pages: ExtentPage[] = [];
    for (let page = first; page < Math.min(first + EXTENT_PAGES, batch.pages); page += 1) {
      const at = page * PAGE_BYTES;
      pages.push({
        header: parsePageHeader(view, at),
        // The states are numbers that `checkPage` returned.
        state: (batch.states[page] ?? UNPROTECTED) as PageState,
        bytes: batch.bytes.subarray(at, at + PAGE_BYTES),
        offset: batch.offset + at,
      });
    }
    yield { pages, offset: batch.offset + first * PAGE_BYTES };
  }
}
