import type { ObjectStore } from "../../platform/objects/object-store.ts";
import { listBackups } from "./list-backups.ts";
import { MANIFEST } from "./manifest.ts";

/** One that has no manifest after so long is made by nobody any more. */
const MAKING_MS_MAX = 24 * 3_600_000;

type Options = {
  readonly objects: ObjectStore;
  /** Just checked; it stays, whatever its age. */
  readonly good: string;
  readonly keepMs: number;
  readonly nowMs: number;
};

/**
 * Removes what is older than `keepMs`, the manifest first, so that a removal cut short leaves no
 * backup that seems whole. Resolves to the names of the removed.
 */
export async function removeOldBackups(options: Options): Promise<readonly string[]> {
  const { objects, good, keepMs, nowMs } = options;
  const removed: string[] = [];
  for (const { backup, takenAtMs, finished, objects: names } of await listBackups(objects)) {
    const ageMs = nowMs - takenAtMs;
    const keptMs = finished ? keepMs : Math.max(keepMs, MAKING_MS_MAX);
    if (backup === good || ageMs <= keptMs) continue;
    const manifest = `${backup}/${MANIFEST}`;
    await objects.remove(manifest);
    for (const name of names) if (name !== manifest) await objects.remove(name);
    removed.push(backup);
  }
  return removed;
}
