import type { EventOf } from "../../schemas/events.ts";
import { SERIES_ATTRIBUTES, type Series, type SeriesPart } from "../../schemas/series.ts";
import type { Policies } from "../detection/compile-policies.ts";
import type { KnownSeries } from "../detection/known-series.ts";
import type { Memory } from "../detection/memory.ts";
import type { World } from "../detection/world.ts";
import {
  type AssetMemory,
  type AssetWatch,
  createAssetWatch,
  expectationOf,
} from "./asset-watch.ts";
import { partKey } from "./tell-unprotected.ts";

/** More assets are not watched. */
const ASSETS_MAX = 100_000;

type Options = {
  readonly policies: Policies;
  readonly watches: ReadonlyMap<string, KnownSeries>;
  readonly memory: Memory;
};

/** All that was said to exist and to need backups. */
export function createAssets(world: World, { policies, watches, memory }: Options) {
  const remembered = memory.of("expected", () => new Map<string, AssetMemory>());
  const assets = new Map([...remembered].map(([key, kept]) => [key, create(kept)]));
  /** By tenant, those without a backup so far. */
  const waiting = new Map<string, Set<AssetWatch>>();
  for (const [key, { part, hasBackup }] of remembered) {
    const watch = assets.get(key);
    if (watch && !hasBackup) waitingOf(part.tenant).add(watch);
  }

  function create(kept: AssetMemory): AssetWatch {
    return createAssetWatch(world, kept, policies.ofPart(kept.part));
  }

  function accept(event: EventOf<"vigie.asset.expected.v1">, nowMs: number) {
    open(event.data.series, nowMs)?.expect(expectationOf(event), nowMs);
  }

  /** Something was decided that may bear on any. */
  function reconsider(nowMs: number) {
    for (const watch of assets.values()) watch.wake(nowMs);
  }

  function open(part: SeriesPart, nowMs: number): AssetWatch | null {
    const key = partKey(part);
    const known = assets.get(key);
    if (known) return known;
    if (assets.size >= ASSETS_MAX) {
      world.passOver("assets-expected", key);
      return null;
    }
    const kept = { part, expected: null, hasBackup: false };
    const watch = create(kept);
    remembered.set(key, kept);
    assets.set(key, watch);
    if (hasBackup(part)) watch.noteBackup(nowMs);
    else waitingOf(part.tenant).add(watch);
    return watch;
  }

  function waitingOf(tenant: string): Set<AssetWatch> {
    const known = waiting.get(tenant) ?? new Set();
    waiting.set(tenant, known);
    return known;
  }

  function hasBackup(part: SeriesPart): boolean {
    const all = [...watches.values()];
    return all.some((watch) => watch.last.hasSucceeded() && isPartOf(part, watch.series));
  }

  function noteSuccess(series: Series, nowMs: number) {
    const ofTenant = waitingOf(series.tenant);
    for (const watch of ofTenant) {
      if (!isPartOf(watch.part, series)) continue;
      ofTenant.delete(watch);
      watch.noteBackup(nowMs);
    }
  }

  const sleeperOf = (key: string) => assets.get(key)?.sleeper;
  const has = (part: SeriesPart) => assets.has(partKey(part));
  return { accept, noteSuccess, reconsider, sleeperOf, has };
}

function isPartOf(part: SeriesPart, series: Series): boolean {
  return SERIES_ATTRIBUTES.every((name) => part[name] === undefined || part[name] === series[name]);
}
