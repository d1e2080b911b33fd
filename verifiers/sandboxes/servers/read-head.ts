import { constants, gunzipSync } from "node:zlib";
import type { ByteSource } from "../../../platform/objects/byte-source.ts";

const HEAD_BYTES = 4_096;
/** Deflate expands by 1,032 at most. */
const EXPANDED_BYTES_MAX = 1_100 * HEAD_BYTES;

/** The first bytes of a copy, expanded; none where they do not expand. */
export async function readHead(source: ByteSource, gzip: boolean): Promise<Uint8Array> {
  const end = Math.min(source.sizeBytes, HEAD_BYTES);
  const head = Buffer.concat(await Array.fromAsync(source.read({ start: 0, end })));
  if (!gzip) return head;
  try {
    const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: EXPANDED_BYTES_MAX };
    return gunzipSync(head, options);
  } catch {
    return Buffer.alloc(0);
  }
}
