import assert from "node:assert/strict";
import type { Dirent } from "node:fs";
import { type FileHandle, mkdir, open, readdir } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { z } from "zod";
import { splitLines } from "../../ingest/file/split-lines.ts";
import { errorCode, fileError } from "../../platform/errors/file-error.ts";

const PIECE_BYTES = 3 * 2 ** 18;
const LINE_BYTES_MAX = 2 ** 21;
const MODE_MASK = 0o777;
const DIRECTORY_MODE = 0o700;
/** What is still being written has a name of its own until it is whole. */
const UNFINISHED = /\.(partial|part|tmp)$/;

const lineSchema = z.union([
  z.strictObject({ file: z.string(), mode: z.int() }),
  z.strictObject({ bytes: z.base64() }),
]);
type Line = z.infer<typeof lineSchema>;

/** A file or directory, and the name that it has in the pack; what is absent is left out. */
export type PackRoot = { readonly name: string; readonly path: string };

/** Files as lines of JSON: a name and a mode, then the file's bytes piece by piece in base64. */
export async function* packFiles(roots: readonly PackRoot[]): AsyncGenerator<Uint8Array> {
  for (const root of roots)
    for await (const { name, path } of walk(root))
      for await (const line of packFile(name, path)) yield Buffer.from(`${JSON.stringify(line)}\n`);
}

/** Writes what was packed below a directory, durably. */
export async function unpackFiles(
  bytes: AsyncIterable<Uint8Array>,
  directory: string,
): Promise<void> {
  let file: FileHandle | undefined;
  try {
    for await (const line of splitLines(bytes, { lineBytesMax: LINE_BYTES_MAX })) {
      const item = lineSchema.parse(JSON.parse(Buffer.from(line.bytes).toString("utf8")));
      if ("file" in item) {
        await finish(file);
        file = await create(directory, item);
      } else {
        assert(file, "bytes come after their file's name");
        await file.writeFile(Buffer.from(item.bytes, "base64"));
      }
    }
    await finish(file);
    file = undefined;
  } finally {
    await file?.close();
  }
}

/** The bytes of one of the files that were packed; null where it is not among them. */
export async function findPacked(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
): Promise<Buffer | null> {
  let found: Buffer[] | null = null;
  let isIt = false;
  for await (const line of splitLines(bytes, { lineBytesMax: LINE_BYTES_MAX })) {
    const item = lineSchema.parse(JSON.parse(Buffer.from(line.bytes).toString("utf8")));
    if ("file" in item) isIt = item.file === name;
    if (isIt) found ??= [];
    if (isIt && "bytes" in item) found?.push(Buffer.from(item.bytes, "base64"));
  }
  return found && Buffer.concat(found);
}

async function* walk({ name, path }: PackRoot): AsyncGenerator<PackRoot> {
  const entries = await entriesOf(path);
  if (entries === "no directory") yield { name, path };
  else
    for (const entry of entries) {
      const child = { name: `${name}/${entry.name}`, path: join(path, entry.name) };
      if (entry.isDirectory()) yield* walk(child);
      else if (entry.isFile() && !UNFINISHED.test(entry.name)) yield child;
    }
}

async function entriesOf(path: string): Promise<readonly Dirent[] | "no directory"> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    if (errorCode(error) === "ENOTDIR") return "no directory";
    throw fileError(`list ${path}`, error);
  }
}

async function* packFile(name: string, path: string): AsyncGenerator<Line> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const { mode } = await file.stat();
    yield { file: name, mode: mode & MODE_MASK };
    const piece = Buffer.allocUnsafe(PIECE_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(piece, 0, PIECE_BYTES, null);
      if (bytesRead === 0) return;
      yield { bytes: piece.toString("base64", 0, bytesRead) };
    }
  } catch (error) {
    throw fileError(`read ${path}`, error);
  } finally {
    await file?.close();
  }
}

async function create(directory: string, { file, mode }: Extract<Line, { file: string }>) {
  const path = resolve(directory, ...file.split("/"));
  assert(path.startsWith(directory + sep), `${file} lies outside of the pack`);
  await mkdir(dirname(path), { recursive: true, mode: DIRECTORY_MODE });
  const handle = await open(path, "wx", mode);
  await handle.chmod(mode);
  return handle;
}

async function finish(file: FileHandle | undefined): Promise<void> {
  await file?.sync();
  await file?.close();
}
