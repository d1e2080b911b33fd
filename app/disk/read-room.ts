import { statfs } from "node:fs/promises";
import { fileError } from "../../platform/errors/file-error.ts";

export type Room = { readonly freeBytes: number; readonly totalBytes: number };

/** What the disk below a path has; null where its file system tells no sizes, as some do. */
export async function readRoom(path: string): Promise<Room | null> {
  const { bavail, blocks, bsize } = await statfs(path).catch((cause) => {
    throw fileError(`see what is free at ${path}`, cause);
  });
  return blocks === 0 ? null : { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}
