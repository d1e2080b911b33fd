import { getHeapStatistics } from "node:v8";
import type { Asset } from "./asset.ts";

/** The rest is for what sleeps, and for the process. */
const HEAP_SHARE = 0.5;

/** The assets that are awake, the one that was used longest ago first. */
export type AwakeAssets = {
  readonly noteUse: (asset: Asset) => void;
  /** Lets those sleep that were used longest ago, as far as all take too much. */
  readonly sleepBeyondMax: () => void;
};

/**
 * As many stay awake as the heap has room for: an event of one that sleeps takes ten times as long,
 * and most are heard of every night.
 */
export function createAwakeAssets(bytesMax = shareOfHeap()): AwakeAssets {
  const awake = new Map<Asset, number>();
  let bytes = 0;

  function drop(asset: Asset) {
    bytes -= awake.get(asset) ?? 0;
    awake.delete(asset);
  }

  return {
    noteUse: (asset) => {
      drop(asset);
      const taken = asset.bytes();
      awake.set(asset, taken);
      bytes += taken;
    },
    sleepBeyondMax: () => {
      if (bytes <= bytesMax) return;
      for (const asset of awake.keys()) {
        if (asset.sleep()) drop(asset);
        if (bytes <= bytesMax) return;
      }
    },
  };
}

function shareOfHeap(): number {
  return getHeapStatistics().heap_size_limit * HEAP_SHARE;
}
