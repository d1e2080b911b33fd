import { basename } from "node:path";
import { peekHeader } from "./read-header.ts";

const BLOCK_BYTES = 512;

/**
 * What is seen of a member's content in the first bytes of a tar archive, by its name without its
 * directory; null where its header is not among them.
 */
export function findFirst(head: Uint8Array, name: string): Uint8Array | null {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  for (let at = 0; at + BLOCK_BYTES <= bytes.length; ) {
    const header = peekHeader(bytes.subarray(at, at + BLOCK_BYTES));
    if (!header) return null;
    at += BLOCK_BYTES;
    if (basename(header.name) === name) return bytes.subarray(at, at + header.sizeBytes);
    at += header.sizeBytes + (-header.sizeBytes & (BLOCK_BYTES - 1));
  }
  return null;
}
