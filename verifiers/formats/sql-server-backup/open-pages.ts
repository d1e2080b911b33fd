import assert from "node:assert/strict";
import type { ByteSource } from "../../../platform/objects/byte-source.ts";
import { checkPage, PAGE_BYTES } from "./check-page.ts";
import type { ExtentIndex } from "./extent-index.ts";

/** Single pages of a backup set, after it has been scanned. */
export type Pages = {
  /** A page with its torn bits put back, the last of its copies; null if it is not there. */
  readonly read: (fileId: number, pageId: number) => Promise<Uint8Array | null>;
  /** The page at `offset`, such as an earlier copy of one that was replaced. */
  readonly readAt: (offset: number) => Promise<Uint8Array | null>;
};

export function openPages(source: ByteSource, index: ExtentIndex): Pages {
  async function readAt(offset: number): Promise<Uint8Array | null> {
    const page = new Uint8Array(PAGE_BYTES);
    let at = 0;
    for await (const part of source.read({ start: offset, end: offset + PAGE_BYTES })) {
      assert.ok(at + part.length <= PAGE_BYTES, "a source gave more bytes than were asked for");
      page.set(part, at);
      at += part.length;
    }
    if (at < PAGE_BYTES) return null;
    checkPage(new Int32Array(page.buffer), page, 0);
    return page;
  }
  return {
    read: async (fileId, pageId) => {
      const offset = index.find(fileId, pageId);
      return offset === null ? null : readAt(offset);
    },
    readAt,
  };
}
