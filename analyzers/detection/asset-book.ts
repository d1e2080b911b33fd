import { SERIES_ATTRIBUTES, type Series } from "../../schemas/series.ts";
import { Asset } from "./asset.ts";
import type { AwakeAssets } from "./awake-assets.ts";
import type { World } from "./world.ts";

const ASSET_ATTRIBUTES = SERIES_ATTRIBUTES.filter((attribute) => attribute !== "backupType");

/** All assets: the series of one share all attributes but the backup type. */
export function createAssetBook(world: World, awake: AwakeAssets) {
  const assets = new Map<string, Asset>();

  function assetOf(series: Series): Asset {
    const key = ASSET_ATTRIBUTES.map((name) => encodeURIComponent(series[name])).join("/");
    const asset = assets.get(key) ?? new Asset(world, awake);
    assets.set(key, asset);
    return asset;
  }

  return { assetOf };
}
