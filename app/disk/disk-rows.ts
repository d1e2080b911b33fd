import { z } from "zod";
import type { StateTransaction } from "../../platform/state/state-store.ts";
import { type Finding, findingSchema } from "../../schemas/finding.ts";

/** The disk that a data directory lies on, of one machine. */
export type DiskPlace = { readonly host: string; readonly directory: string };

const rowSchema = z
  .object({ finding: z.string(), is_published: z.coerce.number() })
  .transform((row) => ({
    finding: findingSchema.parse(JSON.parse(row.finding)),
    isPublished: row.is_published === 1,
  }));
export type LowDisk = z.infer<typeof rowSchema>;

/** Null where it was never low. */
export async function readLowDisk(
  { all }: StateTransaction,
  { host, directory }: DiskPlace,
): Promise<LowDisk | null> {
  const [row] = await all(
    "SELECT finding, is_published FROM low_disks WHERE host = ? AND directory = ?",
    ...[host, directory],
  );
  return row ? rowSchema.parse(row) : null;
}

/** Keeps a version, to be published. */
export async function keepLowDisk(
  { run }: StateTransaction,
  { host, directory }: DiskPlace,
  finding: Finding,
): Promise<void> {
  await run(
    `INSERT INTO low_disks (host, directory, finding, is_published) VALUES (?, ?, ?, 0)
     ON CONFLICT (host, directory) DO UPDATE SET finding = excluded.finding, is_published = 0`,
    ...[host, directory, JSON.stringify(finding)],
  );
}

export async function markPublished(
  { run }: StateTransaction,
  { host, directory }: DiskPlace,
): Promise<void> {
  await run(
    "UPDATE low_disks SET is_published = 1 WHERE host = ? AND directory = ?",
    host,
    directory,
  );
}
