import type { Asset } from "./asset.ts";

/** So many assets stay awake; each takes some 100 kB. */
const AWAKE_MAX = 500;

/** The assets that are awake, the one that was used longest ago first. */
export type AwakeAssets = {
  readonly noteUse: (asset: Asset) => void;
  /** Lets those sleep that were used longest ago, as far as there are too many. */
  readonly sleepBeyondMax: () => void;
};

export function createAwakeAssets(awakeMax = AWAKE_MAX): AwakeAssets {
  const awake = new Set<Asset>();

  return {
    noteUse: (asset) => {
      awake.delete(asset);
      awake.add(asset);
    },
    sleepBeyondMax: () => {
      if (awake.size <= awakeMax) return;
      for (const asset of awake) {
        if (asset.sleep()) awake.delete(asset);
        if (awake.size <= awakeMax) return;
      }
    },
  };
}
