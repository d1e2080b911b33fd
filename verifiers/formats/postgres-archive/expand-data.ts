import { createInflate, createZstdDecompress } from "node:zlib";
import { expandThrough } from "../compressed/expand-through.ts";
import type { Toc } from "./read-toc.ts";

/**
 * The data of an archive's entry, expanded as far as that can be done here: null for LZ4, of which
 * Node has no decoder.
 */
export function expandData(
  bytes: AsyncIterable<Uint8Array>,
  compression: Toc["compression"],
): AsyncIterable<Uint8Array> | null {
  switch (compression) {
    case "none":
      return bytes;
    case "gzip":
      return expandThrough(bytes, createInflate(), "Zlib");
    case "zstd":
      return expandThrough(bytes, createZstdDecompress(), "Zstandard");
    case "lz4":
      return null;
  }
}
