import { createZstdDecompress } from "node:zlib";
import type { Compression, Expansion } from "./create-compressed-reader.ts";
import { expandThrough } from "./expand-through.ts";
import { splitZstd } from "./split-zstd.ts";

const CHUNK_BYTES = 256 * 1_024;
const MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/** Zstandard (RFC 8878): every frame to its end, with its checksum where it carries one. */
export const zstd: Compression = {
  format: "zstd",
  recognises: (head) => MAGIC.equals(head.subarray(0, MAGIC.length)),
  expand: expandZstd,
};

function expandZstd(source: AsyncIterable<Uint8Array>): Expansion {
  let streams = 0;
  let unsummed = 0;
  async function* chunks() {
    for await (const { checksum, bytes } of splitZstd(source)) {
      streams += 1;
      if (!checksum) unsummed += 1;
      const engine = createZstdDecompress({ chunkSize: CHUNK_BYTES });
      yield* expandThrough(bytes, engine, "Zstandard");
    }
  }
  return { chunks: chunks(), seen: () => ({ streams, checksums: unsummed === 0 }) };
}
