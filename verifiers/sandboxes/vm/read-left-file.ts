import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { errorCode, fileError } from "../../../platform/errors/file-error.ts";

const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const NOT_THERE = new Set(["ENOENT", "ELOOP", "ENXIO"]);

/**
 * A file that a program left in its sandbox; null where there is none, or what is there is larger
 * or no file: who took the program over may have put a link, a pipe or a giant in its place.
 */
export async function readLeftFile(file: string, bytesMax: number): Promise<Buffer | null> {
  const handle = await open(file, FLAGS).catch((error) => {
    if (NOT_THERE.has(errorCode(error) ?? "")) return null;
    throw fileError(`read ${file}`, error);
  });
  if (!handle) return null;
  try {
    const found = await handle.stat();
    if (!found.isFile() || found.size > bytesMax) return null;
    const bytes = Buffer.alloc(found.size);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
