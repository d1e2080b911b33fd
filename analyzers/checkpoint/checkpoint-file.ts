import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

const MAGIC = Buffer.from("vigie checkpoint 1\n");
const LENGTH_BYTES = 4;
const DIGEST_BYTES = 32;
/** So many are packed before others have their turn. */
const SLICE_FRAMES = 32;

export type CheckpointFile = {
  readonly path: string;
  /** Where the one before it goes. */
  readonly beforePath: string;
};

/**
 * Writes frames of bytes, then a digest of all, beside the file; only when it is whole and on the
 * disk it takes the file's place. Gives its size.
 */
export async function writeCheckpoint(
  { path, beforePath }: CheckpointFile,
  frames: AsyncIterable<Uint8Array>,
): Promise<number> {
  const writing = `${path}.writing`;
  await rm(writing, { force: true });
  const file = await open(writing, "wx", 0o600);
  let bytes: number;
  try {
    bytes = await writeFrames(file, frames);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(path, beforePath).catch(unlessAbsent);
  await rename(writing, path);
  await syncDirectory(dirname(path));
  return bytes;
}

async function writeFrames(file: FileHandle, frames: AsyncIterable<Uint8Array>): Promise<number> {
  const digest = createHash("sha256");
  let slice: Uint8Array[] = [MAGIC];
  let bytes = 0;
  const flush = async () => {
    const chunk = Buffer.concat(slice);
    slice = [];
    digest.update(chunk);
    bytes += chunk.length;
    await file.appendFile(chunk);
  };
  for await (const frame of frames) {
    slice.push(lengthOf(frame), frame);
    if (slice.length >= 2 * SLICE_FRAMES) await flush();
  }
  await flush();
  await file.appendFile(digest.digest());
  return bytes + DIGEST_BYTES;
}

/** Its frames; null where there is no such file. Fails where it is not as it was written. */
export async function readCheckpoint(path: string): Promise<AsyncIterable<Uint8Array> | null> {
  const file = await open(path, "r").catch(unlessAbsent);
  if (!file) return null;
  try {
    const { size } = await file.stat();
    const endBytes = size - DIGEST_BYTES;
    if (endBytes < MAGIC.length) throw new Error(`it ends after ${size} bytes`);
    const digest = createHash("sha256");
    for await (const chunk of createReadStream(path, { end: endBytes - 1 })) digest.update(chunk);
    const written = Buffer.alloc(DIGEST_BYTES);
    await file.read(written, 0, DIGEST_BYTES, endBytes);
    if (!digest.digest().equals(written)) throw new Error("its checksum is another");
    return readFrames(path, endBytes);
  } finally {
    await file.close();
  }
}

async function* readFrames(path: string, endBytes: number): AsyncGenerator<Uint8Array> {
  let parts: Buffer[] = [];
  let [heldBytes, wantedBytes] = [0, LENGTH_BYTES];
  const chunks = createReadStream(path, { start: MAGIC.length, end: endBytes - 1 });
  for await (const chunk of chunks) {
    parts.push(chunk);
    heldBytes += chunk.length;
    // A large frame comes in thousands of chunks, which are put together once.
    if (heldBytes < wantedBytes) continue;
    const rest = Buffer.concat(parts);
    let at = 0;
    for (;;) {
      const begin = at + LENGTH_BYTES;
      wantedBytes = LENGTH_BYTES;
      if (begin > rest.length) break;
      const end = begin + rest.readUInt32LE(at);
      wantedBytes = end - at;
      if (end > rest.length) break;
      // Its own memory: a part would keep the whole chunk.
      yield new Uint8Array(rest.subarray(begin, end));
      at = end;
    }
    parts = [rest.subarray(at)];
    heldBytes = rest.length - at;
  }
}

function lengthOf(frame: Uint8Array): Buffer {
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(frame.length);
  return length;
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

function unlessAbsent(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}
