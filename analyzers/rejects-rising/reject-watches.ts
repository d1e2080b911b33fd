import type { Memory } from "../detection/memory.ts";
import type { Sleeper, World } from "../detection/world.ts";
import { type CountedRejects, createRejectCounts } from "./reject-counts.ts";
import { matterOf, tellRising } from "./tell-rising.ts";

/** Fewer within an hour are for the morning. */
const RISING_MIN = 20;
const TIMES_USUAL = 3;
const LOOK_AGAIN_MS = 600_000;
/** Of more, the one that was quiet the longest is forgotten. */
const SOURCES_MAX = 1_000;

/** Something that was brought and could not be read; not its content. */
export type Rejected = {
  /** Who brought it: an intake token's name, a file, a topic. */
  readonly origin: string;
  readonly position: string;
  readonly fault: string;
};

type Kept = CountedRejects & { risingAbove: number | null };

/** Who is rejected more and more, by our own clock. */
export function createRejectWatches(
  { ledger, timers, passOver }: Pick<World, "ledger" | "timers" | "passOver">,
  memory: Memory,
) {
  /** The one that was quiet the longest first. */
  const sources = memory.of("sources", () => new Map<string, Kept>());
  const watches = new Map([...sources].map(([origin, kept]) => [origin, open(origin, kept)]));

  function accept({ origin, fault, position }: Rejected, nowMs: number) {
    const kept = sources.get(origin) ?? { buckets: [], busiest: new Map(), risingAbove: null };
    const watch = watches.get(origin) ?? open(origin, kept);
    watches.set(origin, watch);
    sources.delete(origin);
    sources.set(origin, kept);
    watch.note(fault, position, nowMs);
    if (sources.size > SOURCES_MAX) forgetQuietest();
  }

  function forgetQuietest() {
    for (const [origin, { risingAbove }] of sources) {
      if (risingAbove !== null) continue;
      sources.delete(origin);
      watches.delete(origin);
      return passOver("reject-sources", origin);
    }
  }

  function open(origin: string, kept: Kept) {
    const counts = createRejectCounts(kept);
    const sleeper: Sleeper = { name: `rejects ${origin}`, wake };

    function note(fault: string, position: string, nowMs: number) {
      counts.note(fault, position, nowMs);
      if (kept.risingAbove !== null) return;
      const hour = counts.lastHour(nowMs);
      const usualPerHour = counts.usualPerHour(nowMs);
      const limit = Math.max(RISING_MIN, TIMES_USUAL * usualPerHour);
      if (hour.count < limit) return;
      kept.risingAbove = limit;
      const sum = { limitMin: RISING_MIN, usualTimes: TIMES_USUAL, usualPerHour, limit };
      const found = tellRising(origin, { hour, sum, nowMs });
      ledger.settle({ verdict: "found", fault: found }, nowMs);
      timers.set(nowMs + LOOK_AGAIN_MS, sleeper);
    }

    /** Half the limit, so that it does not come and go. */
    function wake(nowMs: number) {
      if (kept.risingAbove === null) return;
      const { count } = counts.lastHour(nowMs);
      if (2 * count >= kept.risingAbove) return timers.set(nowMs + LOOK_AGAIN_MS, sleeper);
      kept.risingAbove = null;
      const resolution = `${count} rejects within the last hour`;
      ledger.settle({ verdict: "clear", matter: matterOf(origin), resolution }, nowMs);
    }

    return { note, sleeper };
  }

  return { accept, sleeperOf: (origin: string) => watches.get(origin)?.sleeper };
}
