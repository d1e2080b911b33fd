import type { ByteReader } from "../reading/create-byte-reader.ts";
import { isWordSize, malformed, type Primitives, readPrimitives } from "./read-primitives.ts";

const MAGIC = "PGDMP";
const START_BYTES = 11;
const ENTRIES_MAX = 1_000_000;
const DEPENDENCIES_MAX = 100_000;
const NAME_LENGTH_MAX = 1_000;
/** Archive versions as pg_backup_archiver.h numbers them, from PostgreSQL 9.0 (1.12) on. */
const VERSION_MIN = 0x010c;
const VERSION_MAX = 0x0110;
const [VERSION_TABLE_AM, VERSION_ALGORITHM, VERSION_RELKIND] = [0x010e, 0x010f, 0x0110];
const KINDS = { 1: "custom", 3: "tar", 5: "directory" } as const;
const COMPRESSIONS = ["none", "gzip", "lz4", "zstd"] as const;
/** K_OFFSET_POS_SET and K_OFFSET_NO_DATA of pg_backup_archiver.h. */
const [OFFSET_SET, OFFSET_NO_DATA] = [2, 3];

export type ArchiveKind = (typeof KINDS)[keyof typeof KINDS];

/** Something in the archive that has data of its own: mostly the rows of a table. */
export type DataEntry = {
  readonly dumpId: number;
  readonly kind: string;
  readonly schema: string;
  readonly name: string;
  /** Whether the rows come as COPY, one a line. */
  readonly copies: boolean;
  /** Of its data in the file; null where pg_dump could not go back to write it. */
  readonly offset: number | null;
  /** Of its data, beside the table of contents; null in a custom archive. */
  readonly fileName: string | null;
};

export type Toc = {
  readonly kind: ArchiveKind;
  readonly compression: (typeof COMPRESSIONS)[number];
  readonly database: string | null;
  readonly engineVersion: string | null;
  readonly entries: number;
  readonly data: readonly DataEntry[];
  readonly primitives: Primitives;
};

export function isArchive(head: Uint8Array): boolean {
  return Buffer.from(head.subarray(0, MAGIC.length)).toString("latin1") === MAGIC;
}

export function archiveKind(head: Uint8Array): ArchiveKind | null {
  return isArchive(head) ? (findKind(head[START_BYTES - 1] ?? 0) ?? null) : null;
}

/**
 * The table of contents of an archive of pg_dump (pg_backup_archiver.c). Throws `DamagedCopy` where
 * it is none; null for a version that is not known here.
 */
export async function readToc(reader: ByteReader): Promise<Toc | null> {
  const start = await reader.take(START_BYTES);
  if (!isArchive(start)) throw malformed(0);
  const version = start.readUInt16BE(5);
  if (version < VERSION_MIN || version > VERSION_MAX) return null;
  const [intBytes = 0, offsetBytes = 0, format = 0] = start.subarray(8);
  const kind = findKind(format);
  if (!isWordSize(intBytes) || !isWordSize(offsetBytes) || !kind) throw malformed(8);
  const primitives = readPrimitives(reader, { intBytes, offsetBytes });
  const header = await readHeader(primitives, version);
  const entries = await primitives.readInt();
  if (!header.compression || entries < 0 || entries > ENTRIES_MAX)
    throw malformed(reader.position());
  const data: DataEntry[] = [];
  for (let left = entries; left > 0; left -= 1) {
    const entry = await readEntry(primitives, kind, version);
    if (entry === "malformed") throw malformed(reader.position());
    if (entry) data.push(entry);
  }
  const { compression, ...names } = header;
  return { kind, compression, ...names, entries, data, primitives };
}

function findKind(format: number): ArchiveKind | undefined {
  return format === 1 || format === 3 || format === 5 ? KINDS[format] : undefined;
}

async function readHeader({ readByte, readInt, readText }: Primitives, version: number) {
  const named = version >= VERSION_ALGORITHM;
  const compression = named ? COMPRESSIONS[await readByte()] : await readLevel(readInt);
  // The time of its making: seven numbers, in a zone that is not told.
  for (let left = 7; left > 0; left -= 1) await readInt();
  const database = await readText();
  const engineVersion = await readText();
  await readText();
  return { compression, database, engineVersion };
}

async function readLevel(readInt: Primitives["readInt"]) {
  return (await readInt()) === 0 ? "none" : "gzip";
}

/** Null where the entry has no data. */
async function readEntry(
  { readInt, readText, readOffset }: Primitives,
  kind: ArchiveKind,
  version: number,
): Promise<DataEntry | "malformed" | null> {
  const dumpId = await readInt();
  const hasDumper = (await readInt()) !== 0;
  await readText();
  await readText();
  const name = (await readText()) ?? "";
  const what = await readText();
  await readInt();
  await readText();
  await readText();
  const copies = ((await readText()) ?? "").startsWith("COPY ");
  const schema = (await readText()) ?? "";
  await readText();
  if (version >= VERSION_TABLE_AM) await readText();
  if (version >= VERSION_RELKIND) await readInt();
  await readText();
  await readText();
  for (let left = DEPENDENCIES_MAX; (await readText()) !== null; left -= 1)
    if (left === 0) return "malformed";
  if (dumpId <= 0 || what === null) return "malformed";
  const place = kind === "custom" ? await readOffset() : null;
  const named = place ? null : (await readText()) || null;
  // Large objects are listed in a file of their own, whatever is said here.
  const fileName = named && what === "BLOBS" ? "blobs.toc" : named;
  if (!hasDumper || place?.flag === OFFSET_NO_DATA || (!place && !fileName)) return null;
  if (Math.max(name.length, schema.length, what.length) > NAME_LENGTH_MAX) return "malformed";
  const offset = place?.flag === OFFSET_SET ? place.offset : null;
  return { dumpId, kind: what, schema, name, copies, offset, fileName };
}
