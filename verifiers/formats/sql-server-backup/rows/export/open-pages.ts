import type { ByteSource } from "../../../../../platform/objects/byte-source.ts";
import { DamagedCopy } from "../../../damaged-copy.ts";
import { PAGE_BYTES } from "../page-slots.ts";
import type { PageRun, PageRuns } from "./page-runs.ts";
import { putTornBitsBack } from "./torn-bits.ts";

const READ_PAGES = 16;
const CHUNKS_KEPT = 64;

export type Pages = {
  /** The pages of a run, in order, their torn bits put back. */
  readonly readRun: (run: PageRun) => AsyncIterable<Uint8Array>;
  /** One page from anywhere; null where the backup does not carry it. */
  readonly readPage: (file: number, page: number) => Promise<Uint8Array | null>;
};

/** Reads pages again by their place in the backup; keeps some of those read out of order. */
export function openPages(source: ByteSource, runs: PageRuns): Pages {
  const chunks = new Map<number, Uint8Array>();
  const readChunk = async (start: number, count: number): Promise<Uint8Array> => {
    const kept = chunks.get(start);
    if (kept) return kept;
    const bytes = await readBytes(source, start, count * PAGE_BYTES);
    for (let at = 0; at < bytes.length; at += PAGE_BYTES)
      putTornBitsBack(bytes.subarray(at, at + PAGE_BYTES));
    const [oldest] = chunks.keys();
    if (chunks.size >= CHUNKS_KEPT && oldest !== undefined) chunks.delete(oldest);
    chunks.set(start, bytes);
    return bytes;
  };
  return {
    readRun: async function* (run) {
      for (let first = 0; first < run.count; first += READ_PAGES) {
        const count = Math.min(READ_PAGES, run.count - first);
        const bytes = await readChunk(run.offset + first * PAGE_BYTES, count);
        for (let at = 0; at < bytes.length; at += PAGE_BYTES)
          yield bytes.subarray(at, at + PAGE_BYTES);
      }
    },
    readPage: async (file, page) => {
      const run = runs.find(file, page);
      if (!run) return null;
      const index = page - run.page;
      const first = index - (index % READ_PAGES);
      const count = Math.min(READ_PAGES, run.count - first);
      const bytes = await readChunk(run.offset + first * PAGE_BYTES, count);
      return bytes.subarray((index - first) * PAGE_BYTES, (index - first + 1) * PAGE_BYTES);
    },
  };
}

async function readBytes(source: ByteSource, start: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let at = 0;
  for await (const chunk of source.read({ start, end: start + length })) {
    bytes.set(chunk.subarray(0, length - at), at);
    at += Math.min(chunk.length, length - at);
  }
  if (at < length)
    throw new DamagedCopy({
      en: `The backup ends at byte ${start + at}, within a page.`,
      fr: `La sauvegarde s'arrête à l'octet ${start + at}, dans une page.`,
    });
  return bytes;
}
