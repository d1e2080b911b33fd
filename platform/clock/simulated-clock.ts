import type { Clock } from "./clock.ts";

const MINUTE_MS = 60_000;

type Timer = {
  dueMs: number;
  readonly intervalMs: number;
  readonly order: number;
  readonly run: () => Promise<void>;
};

/**
 * A clock that stands still until told; `advanceTo` runs what falls due, in order of its instant,
 * and waits for each.
 */
export type SimulatedClock = Clock & { readonly advanceTo: (instantMs: number) => Promise<void> };

/** Starts at `startMs`. Tasks with one instant run in the order in which they were registered. */
export function createSimulatedClock(startMs: number): SimulatedClock {
  const timers = new Set<Timer>();
  let nowMs = startMs;
  let order = 0;

  function add(dueMs: number, intervalMs: number, run: () => Promise<void>) {
    const timer: Timer = { dueMs, intervalMs, order: order++, run };
    timers.add(timer);
    return { stop: async () => void timers.delete(timer) };
  }

  async function advanceTo(instantMs: number) {
    for (let timer = earliest(timers, instantMs); timer; timer = earliest(timers, instantMs)) {
      nowMs = Math.max(nowMs, timer.dueMs);
      if (Number.isFinite(timer.intervalMs)) timer.dueMs += timer.intervalMs;
      else timers.delete(timer);
      await timer.run();
    }
    nowMs = Math.max(nowMs, instantMs);
  }

  return {
    nowMs: () => nowMs,
    every: (intervalMs, task) => add(nowMs + intervalMs, intervalMs, task),
    everyMinute: (task) =>
      add(Math.floor(nowMs / MINUTE_MS) * MINUTE_MS + MINUTE_MS, MINUTE_MS, task),
    sleep: (durationMs, signal) => sleepUntil(add, nowMs + durationMs, signal),
    advanceTo,
  };
}

function earliest(timers: ReadonlySet<Timer>, untilMs: number): Timer | undefined {
  let first: Timer | undefined;
  for (const timer of timers) {
    if (timer.dueMs > untilMs) continue;
    if (
      !first ||
      timer.dueMs < first.dueMs ||
      (timer.dueMs === first.dueMs && timer.order < first.order)
    )
      first = timer;
  }
  return first;
}

type Add = (
  dueMs: number,
  intervalMs: number,
  run: () => Promise<void>,
) => { stop: () => Promise<void> };

function sleepUntil(add: Add, dueMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const timer = add(dueMs, Number.POSITIVE_INFINITY, async () => resolve());
    signal?.addEventListener("abort", () => {
      void timer.stop();
      reject(signal.reason);
    });
  });
}
