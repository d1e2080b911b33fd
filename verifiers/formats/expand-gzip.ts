import { createGunzip } from "node:zlib";
import { expandThrough } from "./compressed/expand-through.ts";

/** The copy expands past the bound of the sandbox: no judgement on the copy. */
export class ExpandedTooFar extends Error {}

/**
 * Expands gzip as a stream; its own CRC and length are checked at its end. Throws `DamagedCopy`
 * where the compressed bytes are damaged or end early, `ExpandedTooFar` past `bytesMax`.
 */
export async function* expandGzip(
  chunks: AsyncIterable<Uint8Array>,
  bytesMax: number,
): AsyncIterable<Uint8Array> {
  let bytesTotal = 0;
  for await (const chunk of expandThrough(chunks, createGunzip(), "Gzip")) {
    bytesTotal += chunk.length;
    if (bytesTotal > bytesMax) throw new ExpandedTooFar();
    yield chunk;
  }
}
