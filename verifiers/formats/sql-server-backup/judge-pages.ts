import { CHECKSUM_HOLDS, TORN_BITS_HOLD } from "./check-page.ts";
import { createDatabasePages } from "./database-pages.ts";
import { createExtentIndex, type ExtentIndex } from "./extent-index.ts";
import { judgePage } from "./judge-page.ts";
import { isAfter, type Lsn } from "./lsn.ts";
import type { PageSink } from "./page.ts";
import { createPageTallier, type PageTally } from "./page-tally.ts";
import { type Place, placeExtent } from "./place-extent.ts";
import { type Extent, type ExtentPage, type PageBatch, readExtents } from "./read-extent.ts";
import { createUndecidedPages } from "./undecided-pages.ts";

export type PageFacts = PageTally & {
  /** Extents that say which they are; and those that carry something, but do not. */
  readonly placedExtents: number;
  readonly unplacedExtents: number;
  /** Pages of which no readable PFS page tells whether they are allocated. */
  readonly undecided: number;
  /** Of these, those that do not verify. */
  readonly undecidedFaulty: number;
  /** PFS pages that verify, but cannot be read. */
  readonly unreadablePfs: number;
  /** Of the newest page in use. */
  readonly newestLsn: Lsn | null;
};

export type JudgeEnd = {
  /** Whether every allocated page must be there. */
  readonly isWhole: boolean;
  /** Where pages that are absent would have been. */
  readonly offset: number;
};

type PlacedPage = ExtentPage & {
  readonly fileId: number;
  readonly pageId: number;
  readonly extentOffset: number;
};

/** Judges the pages of one backup set, extent by extent in the order in which they come. */
export class PageJudge {
  readonly index: ExtentIndex = createExtentIndex();
  readonly #sink: PageSink | null;
  readonly #database = createDatabasePages();
  readonly #undecided = createUndecidedPages();
  readonly #tallier = createPageTallier();
  readonly #lastOfFile = new Map<number, number>();
  #newest: Lsn | null = null;
  #placedExtents = 0;
  #unplacedExtents = 0;

  constructor(sink: PageSink | null) {
    this.#sink = sink;
  }

  /** From here on, extents may be later copies of those before. */
  startRun(): void {
    this.#lastOfFile.clear();
  }

  judge(batch: PageBatch): void {
    for (const extent of readExtents(batch)) this.#judgeExtent(extent);
  }

  finish({ isWhole, offset }: JudgeEnd): PageFacts {
    this.#settle();
    if (isWhole) this.#reportAbsent(offset);
    const { all, faulty } = this.#undecided.counts();
    return {
      ...this.#tallier.read(),
      placedExtents: this.#placedExtents,
      unplacedExtents: this.#unplacedExtents,
      undecided: all,
      undecidedFaulty: faulty,
      unreadablePfs: this.#database.unreadable(),
      newestLsn: this.#newest,
    };
  }

  #judgeExtent({ pages, offset }: Extent): void {
    this.#tallier.meet(pages.length);
    const place = placeExtent(pages);
    if (!place) {
      if (pages.some(hasSomething)) this.#unplacedExtents += 1;
      return;
    }
    this.#placedExtents += 1;
    const { fileId, firstPageId } = place;
    const isLaterCopy = this.index.has(fileId, firstPageId);
    this.#checkOrder(place, { offset, isLaterCopy });
    this.index.add(fileId, firstPageId, offset);
    for (const [slot, page] of pages.entries())
      this.#learn({ ...page, fileId, pageId: firstPageId + slot, extentOffset: offset });
    for (const [slot, page] of pages.entries())
      this.#judgePage({ ...page, fileId, pageId: firstPageId + slot, extentOffset: offset });
  }

  #checkOrder(place: Place, { offset, isLaterCopy }: { offset: number; isLaterCopy: boolean }) {
    const { fileId, firstPageId } = place;
    const last = this.#lastOfFile.get(fileId) ?? -1;
    if (firstPageId > last) this.#lastOfFile.set(fileId, firstPageId);
    else {
      const fault = isLaterCopy ? "twice" : "order";
      this.#tallier.report({ file: fileId, page: firstPageId, offset }, fault);
    }
  }

  /** PFS pages tell of pages of their own extent too, those before them included. */
  #learn({ header, state, offset, bytes, fileId, pageId }: PlacedPage): void {
    const isOwn = header.fileId === fileId && header.pageId === pageId;
    const isConfirmed = isOwn && (state === CHECKSUM_HOLDS || state === TORN_BITS_HOLD);
    if (this.#database.learn({ fileId, pageId, header, bytes, isConfirmed })) return;
    const fault = judgePage(header, state, { fileId, pageId, isProtecting: true }) ?? "header";
    this.#tallier.report({ file: fileId, page: pageId, offset }, fault);
  }

  #judgePage(page: PlacedPage): void {
    const { fileId, pageId, header, state, bytes, offset, extentOffset } = page;
    const isProtecting = this.#database.isProtecting();
    const fault = judgePage(header, state, { fileId, pageId, isProtecting });
    const place = { file: fileId, page: pageId, offset };
    const allocated = this.#database.allocation.isAllocated(fileId, pageId);
    this.#database.allocation.see(fileId, pageId);
    if (allocated) {
      this.#tallier.countAllocated(header.type, state);
      if (fault) this.#tallier.report(place, fault);
      else if (!this.#newest || isAfter(header.lsn, this.#newest)) this.#newest = header.lsn;
    } else if (allocated === null && !this.#database.hasMet(fileId, pageId))
      this.#undecided.add({ ...place, type: header.type, state, fault });
    const told = { bytes, fileId, pageId, offset, extentOffset, allocated };
    this.#sink?.({ ...told, type: header.type, verified: fault === null });
  }

  /** Pages whose PFS page came after them. */
  #settle(): void {
    const { isAllocated, see } = this.#database.allocation;
    this.#undecided.settle(
      ({ file, page }) => isAllocated(file, page) !== null,
      (page) => {
        see(page.file, page.page);
        if (!isAllocated(page.file, page.page)) return;
        this.#tallier.countAllocated(page.type, page.state);
        if (page.fault) this.#tallier.report(page, page.fault);
      },
    );
  }

  #reportAbsent(offset: number): void {
    for (const { file, page } of this.#undecided.pfsPages())
      if (!this.#database.hasMet(file, page))
        this.#tallier.report({ file, page, offset }, "pfs-missing");
    // An extent that was given back is not in a backup, whatever PFS still says of its pages.
    for (const { fileId, pageId } of this.#database.allocation.unseen())
      if (!this.#database.extents.isFree(fileId, pageId))
        this.#tallier.report({ file: fileId, page: pageId, offset }, "missing");
  }
}

function hasSomething({ bytes }: ExtentPage): boolean {
  return bytes.some((byte) => byte !== 0);
}
