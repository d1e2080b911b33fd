import { CHECKSUM_HOLDS, CHECKSUM_WRONG, type PageState, TORN, UNPROTECTED } from "./check-page.ts";
import type { PageFault } from "./page.ts";
import { fitsPage, isPageHeader, type PageHeader } from "./page-header.ts";

export type Expected = {
  readonly fileId: number;
  readonly pageId: number;
  /** Whether the database writes its pages with a checksum or torn bits. */
  readonly isProtecting: boolean;
};

/** What is wrong with an allocated page; null for nothing. Of several faults, the first. */
export function judgePage(
  header: PageHeader,
  state: PageState,
  expected: Expected,
): PageFault | null {
  if (state === CHECKSUM_WRONG) return "checksum";
  if (header.version === 0 && header.type === 0 && header.pageId === 0) return "empty";
  if (header.fileId !== expected.fileId || header.pageId !== expected.pageId) return "other-page";
  if (!isPageHeader(header)) return "header";
  if (state === TORN) return "torn";
  // A page that was never protected has nothing where the checksum belongs.
  if (state === UNPROTECTED && header.protection !== 0 && expected.isProtecting)
    return "protection-removed";
  if (state !== CHECKSUM_HOLDS && !fitsPage(header)) return "header";
  return null;
}
