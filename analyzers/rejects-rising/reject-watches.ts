import type { Sleeper, World } from "../detection/world.ts";
import { createRejectCounts } from "./reject-counts.ts";
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

/** Who is rejected more and more, by our own clock. */
export function createRejectWatches({ ledger, timers }: Pick<World, "ledger" | "timers">) {
  const watches = new Map<string, ReturnType<typeof open>>();

  function accept({ origin, fault, position }: Rejected, nowMs: number) {
    const watch = watches.get(origin) ?? open(origin);
    watches.delete(origin);
    watches.set(origin, watch);
    watch.note(fault, position, nowMs);
    if (watches.size > SOURCES_MAX) forgetQuietest();
  }

  function forgetQuietest() {
    for (const [origin, watch] of watches)
      if (!watch.isRising()) return void watches.delete(origin);
  }

  function open(origin: string) {
    const counts = createRejectCounts();
    const sleeper: Sleeper = { wake };
    let risingAbove: number | null = null;

    function note(fault: string, position: string, nowMs: number) {
      counts.note(fault, position, nowMs);
      if (risingAbove !== null) return;
      const hour = counts.lastHour(nowMs);
      const usualPerHour = counts.usualPerHour(nowMs);
      const limit = Math.max(RISING_MIN, TIMES_USUAL * usualPerHour);
      if (hour.count < limit) return;
      risingAbove = limit;
      const found = tellRising(origin, { hour, usualPerHour, limit, nowMs });
      ledger.settle({ verdict: "found", fault: found }, nowMs);
      timers.set(nowMs + LOOK_AGAIN_MS, sleeper);
    }

    /** Half the limit, so that it does not come and go. */
    function wake(nowMs: number) {
      if (risingAbove === null) return;
      const { count } = counts.lastHour(nowMs);
      if (2 * count >= risingAbove) return timers.set(nowMs + LOOK_AGAIN_MS, sleeper);
      risingAbove = null;
      const resolution = `${count} rejects within the last hour`;
      ledger.settle({ verdict: "clear", matter: matterOf(origin), resolution }, nowMs);
    }

    return { note, isRising: () => risingAbove !== null };
  }

  return { accept };
}
