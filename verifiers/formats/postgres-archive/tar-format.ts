import { createGunzip } from "node:zlib";
import type { Inspection } from "../../../schemas/inspection.ts";
import { backupFacts } from "../backup-facts.ts";
import { expandThrough } from "../compressed/expand-through.ts";
import { zstd } from "../compressed/zstd.ts";
import type { Findings, StreamFormat } from "../create-reader.ts";
import { createByteReader } from "../reading/create-byte-reader.ts";
import { isTar, listFirstNames } from "../tar/list-first-names.ts";
import { splitTar, type TarMember } from "../tar/split-tar.ts";
import { countCopyRows, readOut } from "./count-copy-rows.ts";
import { UNKNOWN_VERSION } from "./custom-format.ts";
import { readToc, type Toc } from "./read-toc.ts";

export const TOC_NAME = "toc.dat";
const COMPRESSED = /\.(gz|zst|lz4)$/;
const WHOLE = {
  en: "The table of contents is read, and every file of data that it lists is there and complete.",
  fr: "La table des matières est lue, et chaque fichier de données qu'elle annonce est présent et complet.",
};
const NO_TOC = {
  en: "The archive has no table of contents (toc.dat).",
  fr: "L'archive n'a pas de table des matières (toc.dat).",
};

export type ArchiveMember = { readonly name: string; readonly bytes: AsyncIterable<Uint8Array> };

/** Archives of `pg_dump --format=tar`, and directory archives packed into a tar. */
export const postgresTarFormat: StreamFormat = {
  format: "postgres-tar",
  recognises: (head) => isTar(head) && [...listFirstNames(head)].includes(TOC_NAME),
  examineStream: (chunks) => examineMembers(filesOf(splitTar(chunks))),
};

/** Judges the files of an archive as they come; the table of contents may be any of them. */
export async function examineMembers(members: AsyncIterable<ArchiveMember>): Promise<Findings> {
  const rows = new Map<string, number | null>();
  let toc: Toc | null | undefined;
  let files = 0;
  for await (const { name, bytes } of members) {
    files += 1;
    if (name === TOC_NAME) toc = await readToc(createByteReader(bytes));
    else rows.set(name.replace(COMPRESSED, ""), await readMember(name, bytes));
  }
  if (toc === undefined) return { verdict: "damaged", reasons: [NO_TOC] };
  if (toc === null) return { verdict: "unknown", reasons: [UNKNOWN_VERSION] };
  return judge(toc, rows, files);
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
  for await (const member of members) if (member.kind === "file") yield member;
}
