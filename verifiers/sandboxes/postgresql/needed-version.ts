import { findFirst } from "../../formats/tar/find-first.ts";

/**
 * The major version that an archive of pg_dump needs at least: its own version is
 * in the three bytes after `PGDMP` (src/bin/pg_dump/pg_backup_archiver.h).
 */
const ARCHIVES: readonly (readonly [version: number, major: number])[] = [
  [1 * 256 + 14, 14],
  [1 * 256 + 15, 16],
  [1 * 256 + 16, 17],
];
const DUMPED_FROM = /^-- Dumped from database version ([0-9]+)/m;
const MAGIC = "PGDMP";
const TOC_NAME = "toc.dat";

/** The major version of a server that can restore a copy with these first bytes; null: any. */
export function neededVersion(head: Uint8Array): number | null {
  const archive = findFirst(head, TOC_NAME) ?? head;
  const text = Buffer.from(archive).toString("latin1");
  if (!text.startsWith(MAGIC)) return Number(DUMPED_FROM.exec(text)?.[1] ?? 0) || null;
  const version = (archive[5] ?? 0) * 256 + (archive[6] ?? 0);
  const known = ARCHIVES.find(([archive]) => version <= archive);
  return known ? known[1] : Number.POSITIVE_INFINITY;
}
