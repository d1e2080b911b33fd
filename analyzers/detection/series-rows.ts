import { instantToJson } from "../../schemas/instant.ts";
import type { SeriesState } from "../../schemas/series-state.ts";
import type { KnownSeries } from "./known-series.ts";

/** The series as people see them, told only when they look different. */
export function createSeriesRows(watches: ReadonlyMap<string, KnownSeries>) {
  const noted = new Set<string>();
  const told = new Map<string, { readonly text: string; readonly version: number }>();

  function take(nowMs: number): SeriesState[] {
    const rows = [...noted].flatMap((key) => read(key, nowMs) ?? []);
    noted.clear();
    return rows;
  }

  /** Versions are instants, so that they grow across restarts too. */
  function read(key: string, nowMs: number): SeriesState | null {
    const state = watches.get(key)?.stateAt(nowMs);
    if (!state) return null;
    const before = told.get(key);
    const text = JSON.stringify(state);
    if (before?.text === text) return null;
    const version = Math.max(nowMs, (before?.version ?? 0) + 1);
    told.set(key, { text, version });
    return { ...state, version, updatedAt: instantToJson(nowMs) };
  }

  return { note: (key: string) => void noted.add(key), take };
}
