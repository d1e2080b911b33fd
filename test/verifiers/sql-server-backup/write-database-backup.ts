import { type SetSpec, writeBackup } from "./write-backup.ts";
import { writeDatabase } from "./write-page.ts";

/** Pages of a file that are not the database's own, of its first two extents. */
const OWN = [0, 1, 2, 3, 6, 9];
const EXTENT_PAGES = 8;

/** A full backup of a database that holds these pages, each where its file has room. */
export function writeDatabaseBackup(
  pages: readonly Uint8Array[],
  set: Omit<SetSpec, "runs"> = {},
): Buffer {
  const extents = Math.ceil((OWN.length + pages.length) / EXTENT_PAGES);
  const ids = Array.from({ length: extents * EXTENT_PAGES }, (_, id) => id);
  const room = ids.filter((id) => !OWN.includes(id));
  const contentOf = new Map(pages.map((content, at) => [room[at], content]));
  const unallocated = room.slice(pages.length);
  const run = writeDatabase({ extents, unallocated }).map((spec) => {
    const content = contentOf.get(spec.pageId);
    return content ? { ...spec, content } : spec;
  });
  return writeBackup({ sets: [{ ...set, runs: [run] }] }).bytes;
}
