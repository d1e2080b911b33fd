import { PAGE_BYTES } from "./check-page.ts";
import { type Lsn, readLsn } from "./lsn.ts";

/** Types of pages that the reader tells apart. */
export const GAM_PAGE = 8;
export const PFS_PAGE = 11;
export const BOOT_PAGE = 13;
/** Data, index, text mix and text tree are the types up to this. */
export const CONTENT_PAGE_MAX = 4;
const TYPE_MAX = 20;
const HEADER_VERSION = 1;
export const PAGE_HEADER_BYTES = 96;

export type PageHeader = {
  readonly version: number;
  readonly type: number;
  readonly slots: number;
  readonly freeData: number;
  readonly pageId: number;
  readonly fileId: number;
  readonly lsn: Lsn;
  /** The checksum, or the torn bits. */
  readonly protection: number;
};

export function parsePageHeader(view: DataView, at: number): PageHeader {
  return {
    version: view.getUint8(at),
    type: view.getUint8(at + 1),
    slots: view.getUint16(at + 22, true),
    freeData: view.getUint16(at + 30, true),
    pageId: view.getUint32(at + 32, true),
    fileId: view.getUint16(at + 36, true),
    lsn: readLsn(view, at + 40),
    protection: view.getUint32(at + 60, true),
  };
}

/** Whether the header starts as that of a page in use does. */
export function isPageHeader({ version, type }: PageHeader): boolean {
  return version === HEADER_VERSION && type > 0 && type <= TYPE_MAX;
}

/** Whether slots and data fit into the page. */
export function fitsPage({ slots, freeData }: PageHeader): boolean {
  const slotsStart = PAGE_BYTES - 2 * slots;
  return freeData >= PAGE_HEADER_BYTES && freeData <= slotsStart;
}
