import type { BackupHeader } from "./read-backup-set.ts";

/** A bucket's object holds one set, and takes no number of it. */
export function listPosition({
  device,
  position,
}: Pick<BackupHeader, "device" | "position">): string[] {
  return device.startsWith("URL") ? [] : [`FILE = ${position}`];
}
