import type { Bench } from "./bench.ts";
import { createRateMeter } from "./create-rate-meter.ts";
import type { Ground } from "./open-ground.ts";
import { startTarget } from "./start-target.ts";

const LOOK_EVERY_MS = 100;

/** Lets the process that is measured make rows of so many events that wait in the topic. */
export async function writeRows(
  { clock, signal, startProgress }: Bench,
  { configFile }: Ground,
  events: number,
) {
  const progress = startProgress("From the topic to rows", events);
  let heapAndBuffersBytesMax = 0;
  try {
    await using target = await startTarget(configFile, signal);
    const meter = createRateMeter(clock.nowMs());
    for (let rows = 0; rows < events; ) {
      const seen = await target.look();
      meter.see(seen.rows, clock.nowMs());
      heapAndBuffersBytesMax = Math.max(heapAndBuffersBytesMax, seen.heapAndBuffersBytes);
      progress.update(Math.min(seen.rows, events), "");
      rows = seen.rows;
      if (rows < events) await clock.sleep(LOOK_EVERY_MS, signal);
    }
    return { eventsPerSecond: meter.perSecond(), heapAndBuffersBytesMax };
  } finally {
    progress.end();
  }
}
