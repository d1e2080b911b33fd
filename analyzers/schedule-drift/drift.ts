import { median } from "simple-statistics";

import { createMemory } from "../detection/memory.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
export const SLOTS_MIN = 7;
/** From the first slot to the last: a week of nights is six days. */
export const SPAN_MIN_MS = 6 * DAY_MS;
const RECENT_MAX = 14;
/** Runs at no time of their own are late, each by itself; they are at no other time. */
export const AGREE_WITHIN_MS = 2 * HOUR_MS;
/** More slots in a row are not counted but the first: those of a week each ten minutes. */
const SLOTS_MAX = 1_000;

/** A filled slot and how long after it was due its run began. */
export type Aside = { readonly dueMs: number; readonly asideMs: number };

export type Drift = {
  /** The first slot of the row, which is the episode's onset. */
  readonly sinceMs: number;
  readonly slots: number;
  /** From the first slot to the last. */
  readonly spanMs: number;
  readonly asideMs: number;
  readonly strayMs: number;
};

/** The slots since the last that was filled at its time, which alone can tell of a drift. */
export type DriftLine = {
  readonly note: (aside: Aside) => void;
  /** Found, or clear where the last slot was filled at its time; null where neither is sure. */
  readonly judge: () => { readonly drift: Drift | null } | null;
  readonly latestMs: () => number | null;
};

/** A run that began within `toleranceMs` of when it was due is at its time. */
export function createDriftLine(toleranceMs: number, memory = createMemory()): DriftLine {
  const line = memory.of("drift", (): { row: readonly Aside[] } => ({ row: [] }));
  const isAway = ({ asideMs }: Aside) => Math.abs(asideMs) > toleranceMs;

  function note(aside: Aside) {
    const known = line.row.find(({ dueMs }) => dueMs === aside.dueMs);
    if (known && Math.abs(known.asideMs) <= Math.abs(aside.asideMs)) return;
    const others = line.row.filter((other) => other !== known);
    const all = [...others, aside].sort((a, b) => a.dueMs - b.dueMs);
    const atItsTime = all.findLastIndex((one) => !isAway(one));
    line.row = keepEnds(all.slice(Math.max(0, atItsTime)));
  }

  function judge() {
    const away = line.row.filter(isAway);
    const [first, last] = [away[0], away.at(-1)];
    if (!first || !last) return line.row.length > 0 ? { drift: null } : null;
    const spanMs = last.dueMs - first.dueMs;
    if (away.length < SLOTS_MIN || spanMs < SPAN_MIN_MS) return null;
    const asides = away.slice(-RECENT_MAX).map(({ asideMs }) => asideMs);
    const strayMs = Math.max(...asides) - Math.min(...asides);
    if (strayMs > AGREE_WITHIN_MS) return null;
    const asideMs = median(asides);
    return { drift: { sinceMs: first.dueMs, slots: away.length, spanMs, asideMs, strayMs } };
  }

  return { note, judge, latestMs: () => line.row.at(-1)?.dueMs ?? null };
}

/** The first is the onset, before which at most one is at its time. */
function keepEnds(row: readonly Aside[]): readonly Aside[] {
  return row.length <= SLOTS_MAX ? row : [...row.slice(0, 2), ...row.slice(3)];
}
