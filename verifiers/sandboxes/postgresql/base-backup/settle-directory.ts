import { chmod, lchown, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Account } from "../../servers/find-account.ts";

const OWN_ONLY = 0o700;
/** What a server reads of a data directory besides its settings; all else is left out. */
const KEPT = new Set([
  ...["PG_VERSION", "backup_label", "base", "global", "pg_commit_ts", "pg_logical"],
  ...["pg_multixact", "pg_subtrans", "pg_tblspc", "pg_twophase", "pg_wal", "pg_xact"],
]);
/** What a server expects to be there, if empty. */
const DIRECTORIES = [
  ...["pg_commit_ts", "pg_dynshmem", "pg_logical/mappings", "pg_logical/snapshots"],
  ...["pg_multixact/members", "pg_multixact/offsets", "pg_notify", "pg_replslot", "pg_serial"],
  ...["pg_snapshots", "pg_stat", "pg_stat_tmp", "pg_subtrans", "pg_tblspc", "pg_twophase"],
  ...["pg_wal/archive_status", "pg_xact"],
];

type Options = {
  readonly account: Account | null;
  /** Whether it is recovered from a log, as a base backup is. */
  readonly isRecovered: boolean;
};

/**
 * Makes the data directory of a copy one that only what is ours governs: its settings, signals,
 * slots, tablespaces' links and whatever else lay beside its data are gone.
 */
export async function settleDirectory(data: string, options: Options): Promise<void> {
  for (const name of await readdir(data))
    if (!KEPT.has(name)) await rm(join(data, name), { recursive: true });
  for (const name of DIRECTORIES)
    await mkdir(join(data, name), { recursive: true, mode: OWN_ONLY });
  if (options.isRecovered) await writeFile(join(data, "recovery.signal"), "");
  await chmod(data, OWN_ONLY);
}

/** Gives all below a directory to the sandbox's account. */
export async function giveAway(directory: string, account: Account | null): Promise<void> {
  if (!account) return;
  await lchown(directory, account.uid, account.gid);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) await giveAway(path, account);
    else await lchown(path, account.uid, account.gid);
  }
}
