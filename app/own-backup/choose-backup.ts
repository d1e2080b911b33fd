import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { ObjectStore } from "../../platform/objects/object-store.ts";
import { listBackups } from "./list-backups.ts";

/** The name as given, or else of the newest backup that was finished. */
export async function chooseBackup(objects: ObjectStore, named?: string): Promise<string> {
  const backups = await listBackups(objects);
  const chosen = named
    ? backups.find(({ backup }) => backup === named)
    : backups.findLast(({ finished }) => finished);
  if (chosen) return chosen.backup;
  throw new OperatingError(named ? `No backup is called ${named}` : "There is no finished backup", {
    retryable: false,
    hint: `There are: ${backups.map(({ backup }) => backup).join(", ") || "none"}`,
  });
}
