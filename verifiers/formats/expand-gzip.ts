import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { DamagedCopy } from "./damaged-copy.ts";

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
  const gunzip = createGunzip();
  const source = Readable.from(chunks, { objectMode: true });
  source.on("error", (error) => gunzip.destroy(error));
  try {
    for await (const chunk of source.pipe(gunzip)) {
      bytesTotal += chunk.length;
      if (bytesTotal > bytesMax) throw new ExpandedTooFar();
      yield chunk;
    }
  } catch (error) {
    if (isZlibError(error))
      throw new DamagedCopy({
        en: `Gzip reports ${error.code}.`,
        fr: `Gzip signale ${error.code}.`,
      });
    throw error;
  }
}

function isZlibError(error: unknown): error is { readonly code: string } {
  return (
    error instanceof Error &&
    "code" in error &&
    typeof error.code === "string" &&
    error.code.startsWith("Z_")
  );
}
