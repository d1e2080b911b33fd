import { type FileHandle, open } from "node:fs/promises";
import { fileError } from "../../platform/errors/file-error.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { ByteSource } from "../../platform/objects/byte-source.ts";

const READ_BYTES = 2 ** 20;

export type FileSource = AsyncDisposable & {
  readonly source: ByteSource;
  /** Whether the file is another one, or other than it was, since it was opened. */
  readonly hasChanged: () => Promise<boolean>;
};

/** A file that the operator named, wherever it lies; links are followed. */
export async function openFileSource(path: string): Promise<FileSource> {
  const file = await openFile(path);
  const before = await file.stat({ bigint: true });
  async function* read(range: { readonly start?: number; readonly end?: number } = {}) {
    let position = range.start ?? 0;
    const end = Math.min(range.end ?? Number.POSITIVE_INFINITY, Number(before.size));
    while (position < end) {
      const chunk = Buffer.allocUnsafe(Math.min(READ_BYTES, end - position));
      const { bytesRead } = await file.read(chunk, 0, chunk.length, position).catch(refuse);
      if (bytesRead === 0) return;
      position += bytesRead;
      yield chunk.subarray(0, bytesRead);
    }
  }
  function refuse(error: unknown): never {
    throw fileError(`read ${path}`, error);
  }
  async function hasChanged(): Promise<boolean> {
    const after = await file.stat({ bigint: true });
    return after.size !== before.size || after.mtimeNs !== before.mtimeNs;
  }
  return {
    source: { sizeBytes: Number(before.size), read },
    hasChanged,
    [Symbol.asyncDispose]: () => file.close(),
  };
}

async function openFile(path: string): Promise<FileHandle> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    if ((await file.stat()).isFile()) return file;
  } catch (error) {
    await file?.close();
    throw fileError(`read ${path}`, error);
  }
  await file.close();
  throw new OperatingError(`Cannot read ${path} as it is no regular file`, {
    retryable: false,
    hint: "name a file of a backup",
  });
}
