import { SERIES_ATTRIBUTES, type Series } from "../../schemas/series.ts";
import { Asset } from "./asset.ts";
import type { AwakeAssets } from "./awake-assets.ts";
import type { World } from "./world.ts";

const ASSET_ATTRIBUTES = SERIES_ATTRIBUTES.filter((attribute) => attribute !== "backupType");

/** What is remembered of one asset, by its key. */
export type PackedAsset = { readonly key: string; readonly packed: Uint8Array };

/** All assets: the series of one share all attributes but the backup type. */
export function createAssetBook(world: World, awake: AwakeAssets) {
  const assets = new Map<string, Asset>();

  function open(key: string, packed: Uint8Array | null = null): Asset {
    const known = assets.get(key);
    if (known) return known;
    const asset = new Asset(world, awake, { key, packed });
    assets.set(key, asset);
    return asset;
  }

  /**
   * All assets as they are now, packed one after another as they are taken: what is used before its
   * turn comes is packed then.
   */
  function pack(): Iterable<PackedAsset> {
    const left = new Map(assets);
    const early: PackedAsset[] = [];
    const take = (key: string, asset: Asset) => {
      left.delete(key);
      asset.beforeUse(null);
      const packed = asset.pack();
      if (packed) early.push({ key, packed });
    };
    for (const [key, asset] of assets) asset.beforeUse(() => take(key, asset));
    return (function* () {
      try {
        for (const [key, asset] of left) {
          take(key, asset);
          yield* early.splice(0);
        }
        yield* early;
      } finally {
        for (const asset of left.values()) asset.beforeUse(null);
      }
    })();
  }

  return {
    assetOf: (series: Series) => open(keyOf(series)),
    find: (key: string) => assets.get(key),
    pack,
    restore: ({ key, packed }: PackedAsset) => void open(key, packed),
  };
}

function keyOf(series: Series): string {
  return ASSET_ATTRIBUTES.map((name) => encodeURIComponent(series[name])).join("/");
}
