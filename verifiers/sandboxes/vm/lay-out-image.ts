import { open } from "node:fs/promises";
import { fileError } from "../../../platform/errors/file-error.ts";

const BLOCK_BYTES = 64 * 2 ** 10;
const ZEROS = Buffer.alloc(BLOCK_BYTES);
/** In a directory that only the sandbox's account may enter: it reads it, and cannot write. */
const READ_ONLY = 0o444;

/** Writes an image's bytes to a file; what is all zeros takes no room on disk. */
export async function layOutImage(
  bytes: AsyncIterable<Uint8Array>,
  file: string,
  signal: AbortSignal,
): Promise<void> {
  const handle = await open(file, "wx", READ_ONLY).catch((error) => {
    throw fileError(`lay out the image in ${file}`, error);
  });
  const write = async (piece: Uint8Array, at: number) => {
    try {
      await handle.write(piece, 0, piece.length, at);
    } catch (error) {
      throw fileError(`lay out the image in ${file}`, error);
    }
  };
  try {
    let at = 0;
    for await (const chunk of bytes) {
      signal.throwIfAborted();
      for (let start = 0; start < chunk.length; start += BLOCK_BYTES) {
        const piece = chunk.subarray(start, start + BLOCK_BYTES);
        if (!ZEROS.subarray(0, piece.length).equals(piece)) await write(piece, at);
        at += piece.length;
      }
    }
    await handle.truncate(at);
  } finally {
    await handle.close();
  }
}
