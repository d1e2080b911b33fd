import { existsSync, readFileSync } from "node:fs";
import type { ByteSource } from "../../../platform/objects/byte-source.ts";
import {
  PAGE_BYTES,
  type PageHeader,
  readPageHeader,
} from "../../../verifiers/formats/sql-server-backup/rows/page-slots.ts";

const SAMPLES = new URL("../../../../shared/samples/bak/", import.meta.url);
const TORN_BITS = 0x100;
const PFS_PAGE = 11;
const PFS_INTERVAL = 8_088;
const ALLOCATED = 0x40;

/** Null where the sample is absent. */
export function findSample(name: string): Uint8Array | null {
  const url = new URL(name, SAMPLES);
  return existsSync(url) ? readFileSync(url) : null;
}

/** A full backup's allocated pages, their torn bits put back: the least that rows need. */
export function* readAllocatedPages(bak: Uint8Array): Iterable<[Uint8Array, PageHeader]> {
  const view = new DataView(bak.buffer, bak.byteOffset, bak.byteLength);
  let pfs = new Uint8Array();
  for (const at of findPageStarts(bak, view)) {
    const page = new Uint8Array(bak.subarray(at, at + PAGE_BYTES));
    putTornBitsBack(page);
    const header = readPageHeader(page);
    if (header.type === PFS_PAGE) pfs = page;
    if ((pfs[100 + (header.page % PFS_INTERVAL)] ?? 0) & ALLOCATED || pfs.length === 0)
      yield [page, header];
  }
}

function* findPageStarts(bak: Uint8Array, view: DataView): Iterable<number> {
  const text = (at: number) => Buffer.from(bak.subarray(at, at + 4)).toString("latin1");
  let block = 0;
  while (text(block) !== "MSDA") block += 512;
  let stream = block + view.getUint16(block + 8, true);
  while (text(stream) !== "MQDA") stream += (22 + view.getUint32(stream + 8, true) + 3) & ~3;
  const end = stream + 22 + view.getUint32(stream + 8, true);
  for (let at = stream + 24; at < end; at += PAGE_BYTES) yield at;
}

function putTornBitsBack(page: Uint8Array): void {
  const view = new DataView(page.buffer);
  if ((view.getUint16(4, true) & TORN_BITS) === 0) return;
  const bits = view.getUint32(60, true);
  for (let sector = 1; sector < 16; sector += 1) {
    const at = 512 * sector + 511;
    page[at] = ((page[at] ?? 0) & ~3) | ((bits >>> (2 * sector)) & 3);
  }
}

/** All its bytes in memory. */
export function toSource(bytes: Uint8Array): ByteSource {
  return {
    sizeBytes: bytes.length,
    read: async function* (range) {
      yield bytes.subarray(range?.start ?? 0, range?.end ?? bytes.length);
    },
  };
}
