import type { Series } from "../../schemas/series.ts";

/** Whether a backup has all of its asset, or what changed. */
export type Extent = "full" | "partial";

export function extentOf({ backupType }: Series): Extent {
  return backupType === "full" || backupType === "image" ? "full" : "partial";
}
