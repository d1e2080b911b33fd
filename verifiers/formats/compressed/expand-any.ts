import { ExpandedTooFar, expandGzip } from "../expand-gzip.ts";
import { peekStream } from "../reading/share-stream.ts";
import { gzip } from "./gzip.ts";
import { zstd } from "./zstd.ts";

const MAGIC_BYTES = 4;

/**
 * What is within gzip or Zstandard, as its first bytes tell; other bytes as they are. Throws
 * `DamagedCopy` where the compressed bytes are damaged, `ExpandedTooFar` past `bytesMax`.
 */
export async function* expandAny(
  bytes: AsyncIterable<Uint8Array>,
  bytesMax: number,
): AsyncGenerator<Uint8Array> {
  const { head, chunks } = await peekStream(bytes, MAGIC_BYTES);
  if (gzip.recognises(head)) return yield* expandGzip(chunks, bytesMax);
  let bytesTotal = 0;
  for await (const chunk of zstd.recognises(head) ? zstd.expand(chunks).chunks : chunks) {
    bytesTotal += chunk.length;
    if (bytesTotal > bytesMax) throw new ExpandedTooFar();
    yield chunk;
  }
}
