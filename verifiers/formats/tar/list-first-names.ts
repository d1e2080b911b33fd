import { peekHeader } from "./read-header.ts";

const MAGIC_AT = 257;
const BLOCK_BYTES = 512;

export function isTar(head: Uint8Array): boolean {
  return Buffer.from(head.subarray(MAGIC_AT, MAGIC_AT + 5)).toString("latin1") === "ustar";
}

/** Names of the members whose headers lie within the first bytes of a tar archive. */
export function* listFirstNames(head: Uint8Array): Iterable<string> {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  for (let at = 0; at + BLOCK_BYTES <= bytes.length; ) {
    const header = peekHeader(bytes.subarray(at, at + BLOCK_BYTES));
    if (!header) return;
    yield header.name.replace(/^(\.?\/)+/, "");
    at += BLOCK_BYTES + header.sizeBytes + (-header.sizeBytes & (BLOCK_BYTES - 1));
  }
}
