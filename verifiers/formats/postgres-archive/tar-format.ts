import { createGunzip } from "node:zlib";
import type { Inspection } from "../../../schemas/inspection.ts";
import { backupFacts } from "../backup-facts.ts";
import { expandThrough } from "../compressed/expand-through.ts";
import { zstd } from "../compressed/zstd.ts";
import type { Findings, StreamFormat } from "../create-reader.ts";
import { createByteReader } from "../reading/create-byte-reader.ts";
import { isTar, listFirstNames } from "../tar/list-first-names.ts";
import { splitTar, type TarMember } from "../tar/split-tar.ts";
import { UnjudgedCopy } from "../unjudged-copy.ts";
import { countCopyRows, readOut } from "./count-copy-rows.ts";
import { UNKNOWN_VERSION } from "./custom-format.ts";
import { placePart } from "./place-part.ts";
import { readToc, type Toc } from "./read-toc.ts";

const TOC_NAME = "toc.dat";
const COMPRESSED = /\.(gz|zst|lz4)$/;
const BLOBS = /^blobs(?:_[0-9]+)?\.toc$/;
const BLOB = /^[0-9]+ (blob_[0-9]+\.dat)/gm;
const BLOBS_BYTES_MAX = 2 ** 26;
const TOO_MANY_BLOBS = {
  en: "It lists more large objects than are followed here.",
  fr: "Elle annonce plus d'objets volumineux que l'on n'en suit ici.",
};
const WHOLE = {
  en: "The table of contents is read, and every file of data that it lists is there and complete.",
  fr: "La table des matières est lue, et chaque fichier de données qu'elle annonce est présent et complet.",
};
const NO_TOC = {
  en: "Its files are named as those of a dump's directory are, but there is no table of contents (toc.dat).",
  fr: "Ses fichiers portent les noms de ceux du répertoire d'un dump, mais il n'y a pas de table des matières (toc.dat).",
};

export type ArchiveMember = { readonly name: string; readonly bytes: AsyncIterable<Uint8Array> };

/**
 * Archives of `pg_dump --format=tar`, and directory archives packed into a tar, with or without the
 * directory's own name, in any order.
 */
export const postgresTarFormat: StreamFormat = {
  format: "postgres-tar",
  recognises: (head) => isTar(head) && [...listFirstNames(head)].some(isPart),
  examineStream: (chunks) => examineMembers(filesOf(splitTar(chunks))),
};

/** Judges the files of an archive as they come; the table of contents may be any of them. */
export async function examineMembers(members: AsyncIterable<ArchiveMember>): Promise<Findings> {
  const rows = new Map<string, number | null>();
  let toc: Toc | null | undefined;
  const blobs: string[] = [];
  let files = 0;
  for await (const { name, bytes } of members) {
    files += 1;
    if (name === TOC_NAME) toc = await readToc(createByteReader(bytes));
    else if (BLOBS.test(name)) {
      blobs.push(...(await listBlobs(bytes)));
      rows.set(name, null);
    } else rows.set(name.replace(COMPRESSED, ""), await readMember(name, bytes));
  }
  if (toc === undefined) return { verdict: "unknown", reasons: [NO_TOC] };
  if (toc === null) return { verdict: "unknown", reasons: [UNKNOWN_VERSION] };
  const lost = blobs.find((name) => !rows.has(name));
  if (lost === undefined) return judge(toc, rows, files);
  const reason = {
    en: `A large object (${lost}) is not there.`,
    fr: `Un objet volumineux (${lost}) est absent.`,
  };
  return { ...judge(toc, rows, files), verdict: "damaged", reasons: [reason] };
}

/** The files of large objects, one a line: its number, its file. */
async function listBlobs(bytes: AsyncIterable<Uint8Array>): Promise<readonly string[]> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of bytes) {
    length += piece.length;
    if (length > BLOBS_BYTES_MAX) throw new UnjudgedCopy(TOO_MANY_BLOBS);
    pieces.push(piece);
  }
  const text = Buffer.concat(pieces).toString("latin1");
  return [...text.matchAll(BLOB)].map(([, name = ""]) => name);
}

/** Its lines of COPY, as far as it has any; null where they cannot be counted. */
async function readMember(name: string, bytes: AsyncIterable<Uint8Array>): Promise<number | null> {
  const [extension] = COMPRESSED.exec(name) ?? [];
  const chunks =
    extension === ".gz"
      ? expandThrough(bytes, createGunzip(), "Gzip")
      : extension === ".zst"
        ? zstd.expand(bytes).chunks
        : bytes;
  if (extension === ".lz4" || !/^[0-9]+\.dat/.test(name)) return readOut(chunks);
  return countCopyRows(chunks, name);
}

function judge(toc: Toc, rows: ReadonlyMap<string, number | null>, files: number): Findings {
  const { database, engineVersion, compression, data } = toc;
  const compressed = compression !== "none";
  const backup = backupFacts({ type: "full", database, engineVersion, compressed });
  const container = { blocks: files, streams: toc.entries, bad: [] };
  const missing = data.find(({ fileName }) => fileName !== null && !rows.has(fileName));
  const tables: Inspection["tables"] = data.flatMap(({ schema, name, copies, fileName }) => {
    const counted = copies && fileName !== null ? (rows.get(fileName) ?? null) : null;
    return counted === null ? [] : [{ schema, name, rows: counted, recordedRows: null }];
  });
  if (!missing) return { verdict: "sound", reasons: [WHOLE], backup, container, tables };
  const reason = {
    en: `The data of ${missing.schema}.${missing.name} (${missing.fileName}) is not there.`,
    fr: `Les données de ${missing.schema}.${missing.name} (${missing.fileName}) sont absentes.`,
  };
  return { verdict: "damaged", reasons: [reason], backup, container, tables };
}

async function* filesOf(members: AsyncIterable<TarMember>): AsyncGenerator<ArchiveMember> {
  for await (const { name, kind, bytes } of members)
    if (kind === "file") yield { name: placePart(name) ?? name, bytes };
}

/** Of compressed data or the table of contents: other archives have files of numbers too. */
function isPart(name: string): boolean {
  const part = placePart(name);
  return part !== null && (part === TOC_NAME || COMPRESSED.test(part) || part.endsWith(".toc"));
}
