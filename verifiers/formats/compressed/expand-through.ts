import { Readable } from "node:stream";
import type { Gunzip, Inflate, ZstdDecompress } from "node:zlib";
import { DamagedCopy } from "../damaged-copy.ts";
import { UnjudgedCopy } from "../unjudged-copy.ts";

const ENGINE_CODE = /^(Z_|ZSTD_error_)/;
/** What an engine will not do, as it would take too much memory. */
const TOO_COSTLY = /^(Z_MEM_ERROR|ZSTD_error_(memory_allocation|frameParameter_windowTooLarge))$/;

/**
 * Expands a stream by one of zlib's engines, which checks its own sums. Throws `DamagedCopy` where
 * the compressed bytes are wrong or end early, `UnjudgedCopy` where it would take too much memory.
 */
export async function* expandThrough(
  chunks: AsyncIterable<Uint8Array>,
  engine: Gunzip | Inflate | ZstdDecompress,
  name: string,
): AsyncGenerator<Buffer> {
  const source = Readable.from(chunks, { objectMode: true });
  source.on("error", (error) => engine.destroy(error));
  try {
    yield* source.pipe(engine);
  } catch (error) {
    const code = engineCode(error);
    if (code === null) throw error;
    const reason = { en: `${name} reports ${code}.`, fr: `${name} signale ${code}.` };
    throw TOO_COSTLY.test(code) ? new UnjudgedCopy(reason) : new DamagedCopy(reason);
  } finally {
    source.destroy();
    engine.destroy();
  }
}

function engineCode(error: unknown): string | null {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string")
    return null;
  return ENGINE_CODE.test(error.code) ? error.code : null;
}
