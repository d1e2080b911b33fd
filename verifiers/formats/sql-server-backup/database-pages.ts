import { type Allocation, createAllocation, pfsPageOf } from "./allocation.ts";
import { createExtentAllocation, type ExtentAllocation } from "./extent-allocation.ts";
import { BOOT_PAGE, GAM_PAGE, type PageHeader, PFS_PAGE } from "./page-header.ts";

const BOOT_FILE = 1;
const BOOT_PAGE_ID = 9;
/** Of the boot page's only record, the database's status: which protection new pages get. */
const STATUS_AT = 96 + 4 + 32;
const TORN_BITS_STATUS = 0x10;
const CHECKSUM_STATUS = 0x1_0000;

export type LearntPage = {
  readonly fileId: number;
  readonly pageId: number;
  readonly header: PageHeader;
  readonly bytes: Uint8Array;
  /** Whether its own protection confirms it, and its header its place. */
  readonly isConfirmed: boolean;
};

/** What pages tell of other pages: PFS and GAM pages, and the boot page. */
export type DatabasePages = {
  readonly allocation: Allocation;
  readonly extents: ExtentAllocation;
  /** Of new pages; true until the boot page says otherwise. */
  readonly isProtecting: () => boolean;
  /** False for a PFS page that is not one. */
  readonly learn: (page: LearntPage) => boolean;
  /** Whether this PFS page was met, readable or not. */
  readonly hasMet: (fileId: number, pageId: number) => boolean;
  /** PFS pages that are confirmed, but that cannot be read. */
  readonly unreadable: () => number;
};

export function createDatabasePages(): DatabasePages {
  const allocation = createAllocation();
  const extents = createExtentAllocation();
  const met = new Set<string>();
  let isProtecting = true;
  let unreadable = 0;
  return {
    allocation,
    extents,
    isProtecting: () => isProtecting,
    learn: ({ fileId, pageId, header, bytes, isConfirmed }) => {
      if (fileId === BOOT_FILE && pageId === BOOT_PAGE_ID)
        if (isConfirmed && header.type === BOOT_PAGE) isProtecting = readProtecting(bytes);
      if (isConfirmed && header.type === GAM_PAGE) extents.learn(fileId, pageId, bytes);
      if (pfsPageOf(pageId) !== pageId) return true;
      met.add(`${fileId}:${pageId}`);
      if (!isConfirmed || header.type !== PFS_PAGE) return false;
      if (!allocation.learn(fileId, pageId, bytes)) unreadable += 1;
      return true;
    },
    hasMet: (fileId, pageId) => met.has(`${fileId}:${pageId}`),
    unreadable: () => unreadable,
  };
}

function readProtecting(boot: Uint8Array): boolean {
  const view = new DataView(boot.buffer, boot.byteOffset, boot.byteLength);
  return (view.getUint32(STATUS_AT, true) & (TORN_BITS_STATUS | CHECKSUM_STATUS)) !== 0;
}
