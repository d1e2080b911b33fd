import { checkBackup, type PartVerdict } from "./check-backup.ts";
import type { Manifest } from "./manifest.ts";
import { removeOldBackups } from "./remove-old-backups.ts";
import { type BackupOptions, takeBackup } from "./take-backup.ts";

type Renewed = {
  readonly manifest: Manifest;
  /** Of each part, as it was read back. */
  readonly verdicts: readonly PartVerdict[];
  /** Names of the older backups that were removed; none unless the new one is sound. */
  readonly removed: readonly string[];
};

/** Takes a backup, reads it back, and removes what is older than `keepMs` only if it is sound. */
export async function renewBackup(
  options: BackupOptions & { readonly keepMs: number },
): Promise<Renewed> {
  const { objects, keyring, keepMs, clock } = options;
  const manifest = await takeBackup(options);
  const { backup } = manifest;
  const onPart = (name: string) => options.onPart(`${name} read back`);
  const verdicts = await checkBackup({ objects, backup, keyring, onPart });
  if (verdicts.some(({ verdict }) => verdict === "damaged"))
    return { manifest, verdicts, removed: [] };
  const nowMs = clock.nowMs();
  const removed = await removeOldBackups({ objects, good: backup, keepMs, nowMs });
  return { manifest, verdicts, removed };
}
