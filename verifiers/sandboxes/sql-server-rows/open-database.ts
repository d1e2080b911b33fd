import type { ByteSource } from "../../../platform/objects/byte-source.ts";
import {
  openExtents,
  type StoredPages,
} from "../../formats/sql-server-backup/rows/export/open-extents.ts";
import {
  type ScannedDatabase,
  scanDatabase,
} from "../../formats/sql-server-backup/rows/export/scan-database.ts";

/** A backed-up database whose catalogue was read, and whose pages can be read again. */
export type OpenedDatabase = ScannedDatabase & { readonly pages: StoredPages };

/** Throws `OperatingError` where the file holds no full backup whose pages can be read. */
export async function openDatabase(source: ByteSource): Promise<OpenedDatabase> {
  const { signal } = new AbortController();
  const scanned = await scanDatabase(source, { signal });
  return { ...scanned, pages: openExtents(source, scanned.index) };
}
