import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";

/**
 * The compressed bytes are damaged, end early, or expand past what is allowed: a judgement on the
 * copy.
 */
export class DamagedGzip extends Error {}

/** The copy expands past the bound of the sandbox: no judgement on the copy. */
export class ExpandedTooFar extends Error {}

/** Expands gzip as a stream; its own CRC and length are checked at its end. */
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
    if (isZlibError(error)) throw new DamagedGzip(`gzip reports ${error.code}`);
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
