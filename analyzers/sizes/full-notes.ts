import { type Series, seriesKey } from "../../schemas/series.ts";

/** So many fulls of one asset are remembered. */
const FULLS_MAX = 16;

/** Told of a full when it is heard of: when it began. */
type Listener = (beganAtMs: number, nowMs: number) => void;

/** When the fulls of each asset began: a differential grows from the last one on. */
export type FullNotes = {
  readonly note: (series: Series, beganAtMs: number, nowMs: number) => void;
  /** The begin of the last full of the asset before an instant; null where none is known. */
  readonly before: (series: Series, atMs: number) => number | null;
  readonly listen: (series: Series, listener: Listener) => void;
};

export function createFullNotes(): FullNotes {
  const begins = new Map<string, number[]>();
  const listeners = new Map<string, Listener>();
  const assetOf = (series: Series) => seriesKey({ ...series, backupType: "full" });

  return {
    note: (series, beganAtMs, nowMs) => {
      const asset = assetOf(series);
      const known = begins.get(asset) ?? [];
      const latest = [...known, beganAtMs].sort((a, b) => a - b).slice(-FULLS_MAX);
      begins.set(asset, latest);
      listeners.get(asset)?.(beganAtMs, nowMs);
    },
    before: (series, atMs) =>
      begins.get(assetOf(series))?.findLast((beganAtMs) => beganAtMs < atMs) ?? null,
    listen: (series, listener) => void listeners.set(assetOf(series), listener),
  };
}
