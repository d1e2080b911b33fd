import { constants, gunzipSync } from "node:zlib";

export const FORMATS = [
  "postgres-sql",
  "postgres-custom",
  "mariadb-sql",
  "sqlite",
  "data-directory",
] as const;
export type Format = (typeof FORMATS)[number];

export type Detected = { readonly format: Format | "unknown"; readonly gzip: boolean };

/** How many bytes from the start `detectFormat` wants. */
export const HEAD_BYTES = 4_096;

/** Deflate expands by 1,032 at most, so that no head is past this. */
const EXPANDED_BYTES_MAX = 1_100 * HEAD_BYTES;
const TAR_MAGIC_AT = 257;
const SQLITE_MAGIC = "SQLite format 3\0";
const ARCHIVE_MAGIC = "PGDMP";
/** After the line that takes the client's own commands away, where its version has one. */
const MARIADB_HEADER = /^(?:\/\*M?!999999.*\n)?-- (?:MariaDB|MySQL) dump /;
const DUMP_HEADER = /^(?:\s*--[^\n]*\n|\s*\n)*--\r?\n-- PostgreSQL database dump\r?\n/;

/**
 * Tells from its first bytes what a copy is; what it is not known to be is `unknown`, never good.
 */
export function detectFormat(head: Uint8Array): Detected {
  const gzip = head[0] === 0x1f && head[1] === 0x8b;
  const plain = gzip ? expand(head) : Buffer.from(head);
  if (plain.subarray(TAR_MAGIC_AT, TAR_MAGIC_AT + 5).toString("latin1") === "ustar")
    return { format: "data-directory", gzip };
  const start = plain.subarray(0, HEAD_BYTES).toString("latin1");
  if (start.startsWith(SQLITE_MAGIC)) return { format: "sqlite", gzip };
  if (start.startsWith(ARCHIVE_MAGIC)) return { format: "postgres-custom", gzip };
  if (MARIADB_HEADER.test(start)) return { format: "mariadb-sql", gzip };
  if (DUMP_HEADER.test(plain.subarray(0, 4_096).toString("latin1")))
    return { format: "postgres-sql", gzip };
  return { format: "unknown", gzip };
}

/**
 * What a copy's name says that it is: `.sql`, `.sql.gz`, `.tar.gz`, `.tgz`, `.tar`; null where it
 * says nothing.
 */
export function formatByName(uri: string): Format | null {
  if (/\.sql(\.gz)?$/i.test(uri)) return "postgres-sql";
  if (/\.(sqlite3?|db)(\.gz)?$/i.test(uri)) return "sqlite";
  if (/\.(tar|tar\.gz|tgz)$/i.test(uri)) return "data-directory";
  return null;
}

function expand(head: Uint8Array): Buffer {
  try {
    const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: EXPANDED_BYTES_MAX };
    return gunzipSync(head, options);
  } catch {
    return Buffer.alloc(0);
  }
}
