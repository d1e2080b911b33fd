import type { ByteReader } from "./byte-reader.ts";
import { checkPages, PAGE_BYTES } from "./check-page.ts";
import { EXTENT_PAGES } from "./extent-index.ts";
import type { PageBatch } from "./read-extent.ts";

const BATCH_PAGES = 16 * EXTENT_PAGES;

type Options = {
  readonly bytes: number;
  /** Has a batch until it returns: its memory is used again. */
  readonly judge: (batch: PageBatch) => void;
};

/**
 * Reads pages, whole ones only, checks them and has them judged. On this thread: what reads the
 * next ones has a thread of its own already.
 */
export async function readPages(reader: ByteReader, { bytes, judge }: Options): Promise<void> {
  let left = Math.floor(bytes / PAGE_BYTES);
  const buffer = new Uint8Array(Math.min(left, BATCH_PAGES) * PAGE_BYTES);
  while (left > 0) {
    const offset = reader.position();
    const wanted = buffer.subarray(0, Math.min(left, BATCH_PAGES) * PAGE_BYTES);
    const pages = Math.floor((await reader.fill(wanted)) / PAGE_BYTES);
    judge({ bytes: buffer, pages, offset, states: checkPages(buffer, pages) });
    left -= pages;
    if (pages * PAGE_BYTES < wanted.length) break;
  }
}
