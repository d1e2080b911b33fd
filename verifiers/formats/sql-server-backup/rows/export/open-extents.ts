import type { ByteSource } from "../../../../../platform/objects/byte-source.ts";
import { DamagedCopy } from "../../../damaged-copy.ts";
import { CHECKSUM_WRONG, checkPage, TORN } from "../../check-page.ts";
import { EXTENT_PAGES, type ExtentIndex } from "../../extent-index.ts";
import { PAGE_BYTES } from "../page-slots.ts";
import type { PageRun } from "./page-runs.ts";

const READ_AHEAD_PAGES = 16 * EXTENT_PAGES;
const EXTENTS_KEPT = 64;

export type StoredPages = {
  /** The pages of a run, in order, but for those that a later copy replaces. */
  readonly readRun: (run: PageRun) => AsyncIterable<Uint8Array>;
  /** One page from anywhere; null where the backup does not carry it. */
  readonly readPage: (file: number, page: number) => Promise<Uint8Array | null>;
};

/**
 * Reads pages of a backup again, after it has been scanned; puts their torn bits back. Throws
 * `DamagedCopy` at one that does not verify.
 */
export function openExtents(source: ByteSource, index: ExtentIndex): StoredPages {
  const extents = new Map<number, Uint8Array>();
  const readExtent = async (offset: number): Promise<Uint8Array> => {
    const kept = extents.get(offset);
    if (kept) return kept;
    const bytes = await readBytes(source, offset, EXTENT_PAGES * PAGE_BYTES);
    const [oldest] = extents.keys();
    if (extents.size >= EXTENTS_KEPT && oldest !== undefined) extents.delete(oldest);
    extents.set(offset, bytes);
    return bytes;
  };
  return {
    readRun: async function* (run) {
      for (let first = 0; first < run.count; ) {
        const pages = countInPlace(index, run, first);
        const offset = run.offset + first * PAGE_BYTES;
        const bytes = await readBytes(source, offset, pages * PAGE_BYTES);
        for (let at = 0; at < pages; at += 1) yield takePage(bytes, at, offset);
        first += Math.max(pages, 1);
      }
    },
    readPage: async (file, page) => {
      const slot = page % EXTENT_PAGES;
      const offset = index.find(file, page - slot);
      return offset === null ? null : takePage(await readExtent(offset), slot, offset);
    },
  };
}

/** How many pages from `first` on no later copy replaces; as many as are read at once. */
function countInPlace(index: ExtentIndex, run: PageRun, first: number): number {
  const last = Math.min(run.count, first + READ_AHEAD_PAGES);
  const isInPlace = (at: number) =>
    index.find(run.file, run.page + at) === run.offset + at * PAGE_BYTES;
  let at = first;
  while (at < last && isInPlace(at)) at += 1;
  return at - first;
}

/** A page of those read from `offset` on; checking it puts its torn bits back, so: in a copy. */
function takePage(bytes: Uint8Array, at: number, offset: number): Uint8Array {
  const page = bytes.slice(at * PAGE_BYTES, (at + 1) * PAGE_BYTES);
  const state = checkPage(new Int32Array(page.buffer), page, 0);
  if (state !== CHECKSUM_WRONG && state !== TORN) return page;
  throw new DamagedCopy({
    en: `The page at byte ${offset + at * PAGE_BYTES} is damaged.`,
    fr: `La page à l'octet ${offset + at * PAGE_BYTES} est endommagée.`,
  });
}

async function readBytes(source: ByteSource, start: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let at = 0;
  for await (const chunk of source.read({
    start,
    end: Math.min(start + length, source.sizeBytes),
  })) {
    bytes.set(chunk.subarray(0, length - at), at);
    at += Math.min(chunk.length, length - at);
  }
  return bytes;
}
