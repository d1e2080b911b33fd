import { deserialize, serialize } from "node:v8";
import type { Series } from "../../schemas/series.ts";
import type { Cohorts } from "../causes/create-cohorts.ts";
import type { createAssetBook, PackedAsset } from "./asset-book.ts";
import type { Policies } from "./compile-policies.ts";
import { findSleeper, type SleepersByKind } from "./find-sleeper.ts";
import { KnownSeries } from "./known-series.ts";
import { LastRun } from "./last-run.ts";
import type { Remembered } from "./memory.ts";
import { type RememberedAlarms, rememberAlarms, restoreAlarms } from "./remembered-alarms.ts";
import type { SeriesRows } from "./series-rows.ts";
import type { World } from "./world.ts";

/** All that a detection knows, in bytes. */
export type RememberedDetection = {
  /** What all series share, packed at once. */
  readonly shared: Uint8Array;
  /**
   * Each packed as it is taken, and as it was when `shared` was: what is told to the detection
   * meanwhile changes nothing of it.
   */
  readonly assets: Iterable<PackedAsset>;
};

type KeptSeries = { readonly series: Series; readonly seen: LastRun["seen"] };
type Shared = {
  readonly memory: Remembered;
  readonly series: readonly KeptSeries[];
  readonly alarms: RememberedAlarms;
};

type Parts = {
  readonly world: World;
  readonly policies: Policies;
  readonly watches: Map<string, KnownSeries>;
  readonly cohorts: Cohorts;
  readonly assets: ReturnType<typeof createAssetBook>;
  readonly rows: SeriesRows;
};

export function packDetection(memory: Remembered, parts: Parts): RememberedDetection {
  const { watches, world, cohorts, assets } = parts;
  const series = [...watches.values()].map(({ series, last }) => ({ series, seen: last.seen }));
  cohorts.unbind();
  try {
    const shared: Shared = { memory, series, alarms: rememberAlarms(world) };
    return { shared: serialize(shared), assets: assets.pack() };
  } finally {
    cohorts.bind(watches);
  }
}

/** In two steps: its parts are made with the memory, and then brought to where they were. */
export function unpackDetection({ shared, assets: packed }: RememberedDetection) {
  // What was packed here is what it was.
  const { memory, series: known, alarms } = deserialize(shared) as Shared;

  function bring({ world, policies, watches, cohorts, assets, rows }: Parts, by: SleepersByKind) {
    for (const asset of packed) assets.restore(asset);
    for (const { series, seen } of known) {
      const [policy, asset] = [policies.of(series), assets.assetOf(series)];
      const watch = new KnownSeries(series, { policy, asset, rows, last: new LastRun(seen) });
      watches.set(watch.subject, watch);
    }
    cohorts.bind(watches);
    const byKind: SleepersByKind = {
      ...by,
      judge: (subject) => watches.get(subject)?.onDue,
      judgePromise: (subject) => watches.get(subject)?.onProofDue,
      judgeDeletions: (subject) => watches.get(subject)?.onDeletions,
      asset: assets.find,
    };
    restoreAlarms(world, alarms, (name) => findSleeper(byKind, name));
  }

  return { memory, bring };
}
