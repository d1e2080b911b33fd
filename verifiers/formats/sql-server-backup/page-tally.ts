import { CHECKSUM_HOLDS, CHECKSUM_WRONG, type PageState, UNPROTECTED } from "./check-page.ts";
import type { BadPage, PageFault, PagePlace } from "./page.ts";
import { CONTENT_PAGE_MAX } from "./page-header.ts";

/** Bad pages that are named; all are counted. */
const NAMED_MAX = 1_000;

export type PageTally = {
  readonly total: number;
  /** Of these, those that a PFS page tells of. */
  readonly allocated: number;
  readonly checksum: number;
  readonly tornBits: number;
  readonly unprotected: number;
  /** Pages of data, indexes and texts that carry a checksum or torn bits, and that do not. */
  readonly protectedContent: number;
  readonly unprotectedContent: number;
  readonly badCount: number;
  readonly bad: readonly BadPage[];
};

/** Counts pages and names bad ones. */
export type PageTallier = {
  readonly meet: (pages: number) => void;
  readonly countAllocated: (type: number, state: PageState) => void;
  readonly report: (place: PagePlace, fault: PageFault) => void;
  readonly read: () => PageTally;
};

export function createPageTallier(): PageTallier {
  const bad: BadPage[] = [];
  const tally = {
    total: 0,
    allocated: 0,
    checksum: 0,
    tornBits: 0,
    unprotected: 0,
    protectedContent: 0,
    unprotectedContent: 0,
    badCount: 0,
  };
  return {
    meet: (pages) => {
      tally.total += pages;
    },
    countAllocated: (type, state) => {
      tally.allocated += 1;
      if (state === UNPROTECTED) tally.unprotected += 1;
      else if (state === CHECKSUM_HOLDS || state === CHECKSUM_WRONG) tally.checksum += 1;
      else tally.tornBits += 1;
      if (type > CONTENT_PAGE_MAX) return;
      if (state === UNPROTECTED) tally.unprotectedContent += 1;
      else tally.protectedContent += 1;
    },
    report: ({ file, page, offset }, fault) => {
      tally.badCount += 1;
      if (bad.length < NAMED_MAX) bad.push({ file, page, offset, fault });
    },
    read: () => ({ ...tally, bad }),
  };
}
