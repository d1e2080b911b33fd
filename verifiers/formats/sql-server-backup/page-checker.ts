import { checkPage } from "./check-page.ts";
import type { PageBatch } from "./read-extent.ts";

export type UncheckedBatch = Omit<PageBatch, "states">;

/** Where pages are checked: on this thread, or on others beside it. */
export type PageChecker = {
  /** Batches to read ahead of the one that is judged. */
  readonly batchesAhead: number;
  /** Of at least so many bytes. */
  readonly takeBuffer: (bytes: number) => Uint8Array;
  readonly giveBack: (buffer: Uint8Array) => void;
  readonly check: (batch: UncheckedBatch) => PageBatch | Promise<PageBatch>;
};

/** Checks on this thread, with one buffer. */
export function createPageChecker(): PageChecker {
  const buffers = createBuffers();
  return {
    batchesAhead: 0,
    ...buffers,
    check: (batch) => ({ ...batch, states: checkPages(batch) }),
  };
}

/** Buffers that are used again. */
export function createBuffers(): Pick<PageChecker, "takeBuffer" | "giveBack"> {
  const free: Uint8Array[] = [];
  return {
    takeBuffer: (bytes) => {
      const buffer = free.pop();
      return buffer && buffer.length >= bytes ? buffer : new Uint8Array(bytes);
    },
    giveBack: (buffer) => {
      free.push(buffer);
    },
  };
}

/** A `PageState` of each page; puts back what torn-bit protection had moved. */
export function checkPages({ bytes, pages }: UncheckedBatch): Uint8Array {
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const states = new Uint8Array(pages);
  for (let page = 0; page < pages; page += 1) states[page] = checkPage(words, bytes, page);
  return states;
}
