import { SERIES_ATTRIBUTES, type Series } from "../../schemas/series.ts";
import type { World } from "../detection/world.ts";
import { createRestoreWatch, type RestoreWatch } from "./restore-watch.ts";

const ASSET_ATTRIBUTES = SERIES_ATTRIBUTES.filter((attribute) => attribute !== "backupType");

/** One watch for each asset: its series share all attributes but the backup type. */
export function createRestoreWatches(world: World) {
  const watches = new Map<string, RestoreWatch>();

  function of(series: Series): RestoreWatch {
    const key = ASSET_ATTRIBUTES.map((name) => encodeURIComponent(series[name])).join("/");
    const known = watches.get(key) ?? createRestoreWatch(world);
    watches.set(key, known);
    return known;
  }

  return { of };
}
