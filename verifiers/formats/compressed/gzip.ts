import { createGunzip } from "node:zlib";
import type { Compression } from "./create-compressed-reader.ts";
import { expandThrough } from "./expand-through.ts";

const CHUNK_BYTES = 256 * 1_024;

/** Gzip (RFC 1952): each member's CRC-32 and length are checked; nothing may follow but zeros. */
export const gzip: Compression = {
  format: "gzip",
  recognises: ([first, second]) => first === 0x1f && second === 0x8b,
  expand: (chunks) => ({
    chunks: expandThrough(chunks, createGunzip({ chunkSize: CHUNK_BYTES }), "Gzip"),
    seen: () => ({ streams: 1, checksums: true }),
  }),
};
