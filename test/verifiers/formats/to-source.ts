import type { ByteSource } from "../../../platform/objects/byte-source.ts";

/** Bytes in memory as a source, in pieces of a length of no format's liking. */
export function toSource(bytes: Uint8Array, pieceBytes = 65_537): ByteSource {
  return {
    sizeBytes: bytes.length,
    async *read({ start = 0, end = bytes.length } = {}) {
      for (let at = start; at < end; at += pieceBytes)
        yield bytes.slice(at, Math.min(at + pieceBytes, end));
    },
  };
}
