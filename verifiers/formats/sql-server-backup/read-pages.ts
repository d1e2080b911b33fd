import type { ByteReader } from "./byte-reader.ts";
import { PAGE_BYTES } from "./check-page.ts";
import { EXTENT_PAGES } from "./extent-index.ts";
import type { PageChecker } from "./page-checker.ts";
import type { PageBatch } from "./read-extent.ts";

const BATCH_PAGES = 16 * EXTENT_PAGES;

type Options = {
  readonly bytes: number;
  readonly checker: PageChecker;
  readonly judge: (batch: PageBatch) => void;
};

/** Reads pages, whole ones only, and has them checked and judged; returns how many there were. */
export async function readPages(reader: ByteReader, options: Options): Promise<number> {
  const { checker, judge } = options;
  const checking: (PageBatch | Promise<PageBatch>)[] = [];
  const judgeFirst = async () => {
    const first = checking.shift();
    if (!first) return;
    const batch = await first;
    judge(batch);
    checker.giveBack(batch.bytes);
  };
  let left = Math.floor(options.bytes / PAGE_BYTES);
  let read = 0;
  try {
    while (left > 0) {
      const offset = reader.position();
      const bytes = Math.min(left, BATCH_PAGES) * PAGE_BYTES;
      const buffer = checker.takeBuffer(bytes);
      const wanted = buffer.subarray(0, bytes);
      const pages = Math.floor((await reader.fill(wanted)) / PAGE_BYTES);
      checking.push(checker.check({ bytes: buffer, pages, offset }));
      while (checking.length > checker.batchesAhead) await judgeFirst();
      read += pages;
      left -= pages;
      if (pages * PAGE_BYTES < wanted.length) break;
    }
    while (checking.length > 0) await judgeFirst();
  } finally {
    await Promise.allSettled(checking);
  }
  return read;
}
