import type { ObjectStore } from "../../platform/objects/object-store.ts";
import { MANIFEST } from "./manifest.ts";

const NAME = /^(vigie-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z-[0-9a-f]{8})\/(.+)$/;

export type ListedBackup = {
  readonly backup: string;
  readonly takenAtMs: number;
  /** As stored: compressed and encrypted. */
  readonly storedBytes: number;
  /** False of one that is being made, was never finished, or lost its manifest. */
  readonly finished: boolean;
  readonly objects: readonly string[];
};

/** The backups of an object store, oldest first, by their objects' names alone. */
export async function listBackups(objects: ObjectStore): Promise<readonly ListedBackup[]> {
  const backups = new Map<string, ListedBackup>();
  for await (const { name, sizeBytes } of objects.list()) {
    const [, backup, year, month, day, hour, minute, second, ms, part] = NAME.exec(name) ?? [];
    if (backup === undefined) continue;
    const known = backups.get(backup);
    backups.set(backup, {
      backup,
      takenAtMs: Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`),
      storedBytes: (known?.storedBytes ?? 0) + sizeBytes,
      finished: known?.finished === true || part === MANIFEST,
      objects: [...(known?.objects ?? []), name],
    });
  }
  return [...backups.values()].toSorted((a, b) => (a.backup < b.backup ? -1 : 1));
}
