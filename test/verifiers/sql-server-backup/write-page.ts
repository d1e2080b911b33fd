export type PageSpec = {
  readonly fileId?: number;
  readonly pageId: number;
  /** Nothing but zeros. */
  readonly isEmpty?: boolean;
  readonly type?: number;
  readonly protection?: "checksum" | "torn bits" | "none";
  readonly lsn?: readonly [number, number, number];
  /** Of a PFS page: the pages of its range that are allocated, from 0. */
  readonly allocated?: readonly number[];
  /** Of a GAM page: the extents of its range that no object has, from 0. */
  readonly free?: readonly number[];
  readonly seed?: number;
  /** A page's bytes, instead of made-up ones: only its number, LSN and protection are written. */
  readonly content?: Uint8Array;
};

const PAGE_BYTES = 8_192;

/** A page as SQL Server would write it, its content made up. */
export function writePage(spec: PageSpec): Buffer {
  const page = Buffer.alloc(PAGE_BYTES);
  if (spec.isEmpty) return page;
  const { fileId = 1, pageId, type = 1, lsn = [2, 5, 1], seed = 1, content } = spec;
  if (content) page.set(content);
  else {
    page.writeUInt8(1, 0);
    page.writeUInt8(type, 1);
    page.writeUInt16LE(1, 22);
  }
  page.writeUInt16LE(96 + 4_000, 30);
  page.writeUInt32LE(pageId, 32);
  page.writeUInt16LE(fileId, 36);
  page.writeUInt32LE(lsn[0], 40);
  page.writeUInt32LE(lsn[1], 44);
  page.writeUInt16LE(lsn[2], 48);
  if (content) return protect(page, spec.protection ?? "checksum");
  fill(page, pageId + 1_000 * seed);
  if (type === 11) writeAllocation(page, spec.allocated ?? []);
  if (type === 8 && spec.free) writeFreeExtents(page, spec.free);
  if (type === 13) page.writeUInt32LE(spec.protection === "none" ? 0 : 0x1_0010, 96 + 4 + 32);
  page.writeUInt16LE(96, PAGE_BYTES - 2);
  return protect(page, spec.protection ?? "checksum");
}

/** Of a database that needs no more than one extent: pages 0 to 7, and as many more as given. */
export function writeDatabase(options: {
  readonly extents: number;
  readonly protection?: "checksum" | "torn bits";
  readonly unallocated?: readonly number[];
  readonly fileId?: number;
}): PageSpec[] {
  const { extents, protection = "checksum", unallocated = [], fileId = 1 } = options;
  const ids = Array.from({ length: 8 * extents }, (_, page) => page);
  const allocated = ids.filter((page) => !unallocated.includes(page));
  const types = new Map([
    [0, 15],
    [1, 11],
    [2, 8],
    [3, 9],
    [6, 16],
    [9, 13],
  ]);
  return ids.map((pageId) => ({
    fileId,
    pageId,
    type: types.get(pageId) ?? (pageId % 3) + 1,
    protection,
    ...(pageId === 1 && { allocated }),
  }));
}

function writeAllocation(page: Buffer, allocated: readonly number[]): void {
  page.fill(0, 96, 100 + 8_088);
  page.writeUInt16LE(0x1f9c, 98);
  for (const entry of allocated) page.writeUInt8(0x40, 100 + entry);
  page.writeUInt16LE(8_188, 30);
}

function writeFreeExtents(page: Buffer, free: readonly number[]): void {
  page.fill(0, 190, 194 + 7_988);
  page.writeUInt16LE(0x1f38, 192);
  for (const extent of free)
    page.writeUInt8(page.readUInt8(194 + (extent >> 3)) | (1 << (extent & 7)), 194 + (extent >> 3));
}

/** The checksum as its definition says, word by word; torn bits likewise. */
function protect(page: Buffer, protection: "checksum" | "torn bits" | "none"): Buffer {
  if (protection === "none") return page;
  if (protection === "checksum") return protectByChecksum(page);
  page.writeUInt16LE(0x100, 4);
  let kept = 1;
  for (let sector = 1; sector < 16; sector += 1) {
    const last = 512 * sector + 511;
    const byte = page.readUInt8(last);
    kept = (kept | ((byte & 3) << (2 * sector))) >>> 0;
    page.writeUInt8((byte & ~3) | 1, last);
  }
  page.writeUInt32LE(kept, 60);
  return page;
}

export function protectByChecksum(page: Buffer): Buffer {
  page.writeUInt16LE(0x200, 4);
  page.writeUInt32LE(sum(page), 60);
  return page;
}

export function sum(page: Buffer): number {
  let all = 0;
  for (let sector = 0; sector < 16; sector += 1) {
    let words = 0;
    for (let at = 512 * sector; at < 512 * (sector + 1); at += 4)
      if (at !== 60) words ^= page.readUInt32LE(at);
    const by = 15 - sector;
    all ^= by === 0 ? words : (words << by) | (words >>> (32 - by));
  }
  return all >>> 0;
}

function fill(page: Buffer, seed: number): void {
  let value = seed >>> 0;
  for (let at = 96; at < 96 + 8_000; at += 1) {
    value = (Math.imul(value, 1_103_515_245) + 12_345) >>> 0;
    page[at] = value >>> 24;
  }
}
