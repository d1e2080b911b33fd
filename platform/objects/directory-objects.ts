import { randomUUID } from "node:crypto";
import { constants, type Dirent } from "node:fs";
import {
  type FileHandle,
  lstat,
  mkdir,
  open,
  readdir,
  realpath,
  rename,
  rm,
} from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { errorCode, fileError } from "../errors/file-error.ts";
import { OperatingError } from "../errors/operating-error.ts";
import type { ObjectHead, ObjectStore, OpenedFile, ReadRange } from "./object-store.ts";

const READ_BYTES = 2 ** 20;
const TRANSIENT_BUFFERS = 4;
const LOOKED_AT_TOGETHER = 64;
const TEMPORARY = /\.(partial|part|tmp)$/i;
/**
 * A pipe or a device must not block the opening; a link put there in the meantime must not be
 * followed.
 */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;

/**
 * The files below a directory. Listed are regular files only: no links, nothing whose name or
 * directory starts with a dot, no `.partial`, `.part` or `.tmp`. Nothing outside the root is
 * reached,
 * by `..` or by a link.
 */
export function createDirectoryObjects({ root }: { readonly root: string }): ObjectStore {
  const top = resolve(root);
  return {
    list: () => listBelow(top, top),
    head: (name) => head(top, name),
    read: (name, range) => read(top, name, range),
    openFile: (name) => openNamed(top, name),
    write: (name, bytes) => write(top, name, bytes),
    remove: (name) => remove(top, name),
    uri: (name) => pathToFileURL(locate(top, name)).href,
  };
}

async function* listBelow(top: string, directory: string): AsyncGenerator<ObjectHead> {
  let files: string[] = [];
  for (const entry of await entriesOf(top, directory)) {
    if (entry.name.startsWith(".")) continue;
    const path = join(directory, entry.name);
    if (entry.isDirectory()) yield* listBelow(top, path);
    if (!entry.isFile() || TEMPORARY.test(entry.name)) continue;
    files.push(path);
    if (files.length < LOOKED_AT_TOGETHER) continue;
    yield* await headsOf(top, files);
    files = [];
  }
  yield* await headsOf(top, files);
}

/** One after another, looking would take five times as long. */
async function headsOf(top: string, paths: readonly string[]): Promise<readonly ObjectHead[]> {
  const heads = await Promise.all(paths.map((path) => headOf(top, path)));
  return heads.filter((head) => head !== null);
}

/**
 * A directory that vanished meanwhile is empty; the root itself must be there. Read whole: entry by
 * entry takes ten times as long, and names are small.
 */
async function entriesOf(top: string, directory: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch (error) {
    if (directory !== top && errorCode(error) === "ENOENT") return [];
    throw fileError(`list ${directory}`, error);
  }
}

async function head(top: string, name: string): Promise<ObjectHead | null> {
  const path = locate(top, name);
  try {
    await checkInside(top, path);
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
  return headOf(top, path);
}

async function headOf(top: string, path: string): Promise<ObjectHead | null> {
  try {
    const status = await lstat(path);
    if (!status.isFile()) return null;
    return {
      name: relative(top, path).split(sep).join("/"),
      sizeBytes: status.size,
      modifiedAtMs: Math.floor(status.mtimeMs),
    };
  } catch (error) {
    if (isAbsent(error)) return null;
    throw fileError(`look at ${path}`, error);
  }
}

async function* read(top: string, name: string, range: ReadRange = {}): AsyncGenerator<Uint8Array> {
  const path = locate(top, name);
  await checkInside(top, path);
  const { file, sizeBytes } = await openFile(path);
  try {
    const takeBuffer = range.isTransient ? createRing() : Buffer.allocUnsafe;
    let position = range.start ?? 0;
    const end = range.end ?? Number.POSITIVE_INFINITY;
    while (position < end) {
      // No larger than what is left, and one byte to see the end by: memory is most of the cost.
      const left = Math.max(0, sizeBytes - position) + 1;
      const chunk = takeBuffer(Math.min(READ_BYTES, end - position, left));
      const { bytesRead } = await file.read(chunk, 0, chunk.length, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      yield chunk.subarray(0, bytesRead);
    }
  } catch (error) {
    throw fileError(`read ${path}`, error);
  } finally {
    await file.close();
  }
}

async function openNamed(top: string, name: string): Promise<OpenedFile> {
  const path = locate(top, name);
  await checkInside(top, path);
  const { file } = await openFile(path);
  return { descriptor: file.fd, [Symbol.asyncDispose]: () => file.close() };
}

/** The same few buffers in turn: one in use, one read ahead, one to spare, and one being read. */
function createRing(): (bytes: number) => Buffer {
  const buffers: Buffer[] = [];
  return (bytes) => {
    const buffer = buffers.length < TRANSIENT_BUFFERS ? undefined : buffers.shift();
    const taken = buffer ?? Buffer.allocUnsafeSlow(READ_BYTES);
    buffers.push(taken);
    return taken.subarray(0, bytes);
  };
}

type OpenFile = { readonly file: FileHandle; readonly sizeBytes: number };

async function openFile(path: string): Promise<OpenFile> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, OPEN_FLAGS);
    const status = await file.stat();
    if (status.isFile()) return { file, sizeBytes: status.size };
  } catch (error) {
    await file?.close();
    throw fileError(`read ${path}`, error);
  }
  await file.close();
  throw new OperatingError(`Cannot read ${path} as it is no regular file`, { retryable: false });
}

async function write(
  top: string,
  name: string,
  bytes: AsyncIterable<Uint8Array> | Uint8Array,
): Promise<void> {
  const path = locate(top, name);
  const directory = dirname(path);
  const partial = join(directory, `.${basename(path)}.${randomUUID()}.partial`);
  try {
    await makeDirectory(top, directory);
    await writeDurably(partial, bytes);
    await rename(partial, path);
    await syncDirectory(directory);
  } catch (error) {
    // What the cleanup fails for is what the writing failed for.
    await rm(partial, { force: true }).catch(() => undefined);
    throw fileError(`write ${path}`, error);
  }
}

async function writeDurably(
  path: string,
  bytes: AsyncIterable<Uint8Array> | Uint8Array,
): Promise<void> {
  const file = await open(path, "wx");
  try {
    for await (const chunk of bytes instanceof Uint8Array ? [bytes] : bytes)
      await file.writeFile(chunk);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Each directory that is new is durable in its parent. */
async function makeDirectory(top: string, directory: string): Promise<void> {
  if (directory !== top) await makeDirectory(top, dirname(directory));
  try {
    await checkInside(top, directory);
  } catch (error) {
    if (!isAbsent(error)) throw error;
    await mkdir(directory, { recursive: directory === top });
    await syncDirectory(dirname(directory));
  }
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function remove(top: string, name: string): Promise<void> {
  const path = locate(top, name);
  try {
    await checkInside(top, dirname(path));
    await rm(path, { force: true });
    await syncDirectory(dirname(path));
  } catch (error) {
    if (isAbsent(error)) return;
    throw fileError(`remove ${path}`, error);
  }
}

/** The path of an object by its name's own text. */
function locate(top: string, name: string): string {
  const parts = name.split("/");
  const path = resolve(top, ...parts);
  const plain = parts.every((part) => part !== "" && part !== "." && part !== "..");
  if (plain && !name.includes("\0") && path.startsWith(withSeparator(top))) return path;
  throw refusal(name);
}

/** Resolves every link on the way, since a directory of the path may be one. */
async function checkInside(top: string, path: string): Promise<void> {
  try {
    const [realTop, realPath] = await Promise.all([realpath(top), realpath(path)]);
    if (realPath === realTop || realPath.startsWith(withSeparator(realTop))) return;
  } catch (error) {
    throw fileError(`read ${path}`, error);
  }
  throw refusal(path);
}

function withSeparator(directory: string): string {
  return directory.endsWith(sep) ? directory : directory + sep;
}

function refusal(name: string): OperatingError {
  return new OperatingError(
    `Cannot use object ${JSON.stringify(name)} as it is outside its vault`,
    {
      retryable: false,
      hint: "name objects by their path below the vault, without .. or links that leave it",
    },
  );
}

function isAbsent(error: unknown): boolean {
  const cause = error instanceof OperatingError ? error.cause : error;
  return ["ENOENT", "ENOTDIR"].includes(errorCode(cause) ?? "");
}
