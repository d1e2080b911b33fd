import { hash } from "node:crypto";
import { instantToJson } from "../../schemas/instant.ts";
import type { SeriesState } from "../../schemas/series-state.ts";
import type { KnownSeries } from "./known-series.ts";
import type { Memory } from "./memory.ts";
import type { SeriesState as Seen, SeriesWatch } from "./series-watch.ts";

/** The series as people see them, told only when they look different. */
export type SeriesRows = {
  /** It may look different. */
  readonly note: (key: string) => void;
  /** It goes to sleep: until an alarm wakes it, it looks as it does now. */
  readonly keep: (key: string, watch: SeriesWatch) => void;
  readonly take: () => SeriesState[];
  /** Has all that may look different told, also where it looks as it was told before. */
  readonly tellAnew: () => void;
};

type Told = { readonly digest: string; readonly version: number };

export function createSeriesRows(
  watches: ReadonlyMap<string, KnownSeries>,
  clock: () => number,
  memory: Memory,
): SeriesRows {
  const noted = memory.of("noted", () => new Set<string>());
  const kept = memory.of("kept", () => new Map<string, Seen>());
  const told = memory.of("told", () => new Map<string, Told>());

  function note(key: string) {
    noted.add(key);
    kept.delete(key);
  }

  function keep(key: string, watch: SeriesWatch) {
    if (noted.has(key)) kept.set(key, watch.stateAt(clock()));
  }

  function take(): SeriesState[] {
    const rows = [...noted].flatMap((key) => read(key, clock()) ?? []);
    noted.clear();
    kept.clear();
    return rows;
  }

  /** Versions are instants, so that they grow across restarts too. */
  function read(key: string, nowMs: number): SeriesState | null {
    const state = kept.get(key) ?? watches.get(key)?.stateAt(nowMs);
    if (!state) return null;
    const before = told.get(key);
    const digest = hash("sha256", JSON.stringify(state), "base64");
    if (before?.digest === digest) return null;
    const version = Math.max(nowMs, (before?.version ?? 0) + 1);
    told.set(key, { digest, version });
    return { ...state, version, updatedAt: instantToJson(nowMs) };
  }

  function tellAnew() {
    for (const key of noted) {
      const before = told.get(key);
      if (before) told.set(key, { ...before, digest: "" });
    }
  }

  return { note, keep, take, tellAnew };
}
