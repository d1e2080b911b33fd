import type { Bench } from "./bench.ts";
import { createCpuMeter } from "./create-cpu-meter.ts";
import { createRateMeter } from "./create-rate-meter.ts";
import type { Ground } from "./open-ground.ts";
import { startTarget } from "./start-target.ts";
import { watchRows } from "./watch-rows.ts";

const LOOK_EVERY_MS = 100;

/** Lets the process that is measured make rows of so many events that wait in the topic. */
export async function writeRows(bench: Bench, { configFile }: Ground, events: number) {
  const { clock, signal, startProgress } = bench;
  const progress = startProgress("From the topic to rows", events);
  let heapAndBuffersBytesMax = 0;
  try {
    await using target = await startTarget(configFile, signal);
    const meter = createRateMeter(clock.nowMs());
    const cpu = createCpuMeter();
    await watchRows(bench, target, {
      everyMs: LOOK_EVERY_MS,
      isDone: ({ rows, heapAndBuffersBytes, ...seen }, atMs) => {
        meter.see(rows, atMs);
        cpu.see(rows, seen.cpu);
        heapAndBuffersBytesMax = Math.max(heapAndBuffersBytesMax, heapAndBuffersBytes);
        progress.update(Math.min(rows, events), "");
        return rows >= events;
      },
    });
    const eventsPerSecond = meter.perSecond();
    return { eventsPerSecond, cpuPerEvent: cpu.perEvent(), heapAndBuffersBytesMax };
  } finally {
    progress.end();
  }
}
