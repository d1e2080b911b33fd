import { setTimeout as sleep } from "node:timers/promises";
import cron from "node-cron";
import type { Clock, Recurring } from "./clock.ts";

/** The machine's own clock. */
export function createSystemClock(): Clock {
  return {
    nowMs: () => Date.now(),
    every: (intervalMs, task) => repeat((tick) => startInterval(intervalMs, tick), task),
    everyMinute: (task) => repeat(startMinutes, task),
    sleep: (durationMs, signal) => sleep(durationMs, undefined, { signal }),
  };
}

type Start = (tick: () => void) => () => void;

function repeat(start: Start, task: () => Promise<void>): Recurring {
  let running: Promise<void> | undefined;
  const stopTicking = start(() => {
    running ??= task().finally(() => {
      running = undefined;
    });
  });
  return {
    stop: async () => {
      stopTicking();
      await running;
    },
  };
}

function startInterval(intervalMs: number, tick: () => void): () => void {
  const timer = setInterval(tick, intervalMs);
  return () => clearInterval(timer);
}

function startMinutes(tick: () => void): () => void {
  const task = cron.schedule("* * * * *", tick);
  return () => void task.destroy();
}
