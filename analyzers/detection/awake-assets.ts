import { getHeapStatistics } from "node:v8";
import type { Asset } from "./asset.ts";

/** What a series takes while it is awake, at most: some 110 kB, more where it was unpacked. */
const SERIES_BYTES_MAX = 200_000;
/** The rest is for what sleeps, and for the process. */
const HEAP_SHARE = 0.5;

/** The assets that are awake, the one that was used longest ago first. */
export type AwakeAssets = {
  readonly noteUse: (asset: Asset) => void;
  /** Lets those sleep that were used longest ago, as far as they have too many series. */
  readonly sleepBeyondMax: () => void;
};

/**
 * As many stay awake as the heap has room for: an event of one that sleeps takes ten times as long,
 * and most are heard of every night.
 */
export function createAwakeAssets(seriesMax = seriesInHeap()): AwakeAssets {
  const awake = new Map<Asset, number>();
  let series = 0;

  function drop(asset: Asset) {
    series -= awake.get(asset) ?? 0;
    awake.delete(asset);
  }

  return {
    noteUse: (asset) => {
      drop(asset);
      awake.set(asset, asset.seriesCount());
      series += asset.seriesCount();
    },
    sleepBeyondMax: () => {
      if (series <= seriesMax) return;
      for (const asset of awake.keys()) {
        if (asset.sleep()) drop(asset);
        if (series <= seriesMax) return;
      }
    },
  };
}

function seriesInHeap(): number {
  return Math.floor((getHeapStatistics().heap_size_limit * HEAP_SHARE) / SERIES_BYTES_MAX);
}
