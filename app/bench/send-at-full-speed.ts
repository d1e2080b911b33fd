import type { Bench } from "./bench.ts";
import { type CpuPerEvent, cpuPerEvent } from "./create-cpu-meter.ts";
import { perSecond } from "./create-rate-meter.ts";
import { makeBatches, sendBatch } from "./send-batch.ts";
import type { Target } from "./start-target.ts";
import { watchRows } from "./watch-rows.ts";

const SENDERS = 4;
const LOOK_EVERY_MS = 20;

type Load = { readonly batches: number; readonly batchEvents: number };

/**
 * Sends batches as fast as they are taken. Resolves to the events taken a second, and to the time
 * spent on each, once all of them are rows.
 */
export async function sendAtFullSpeed(
  bench: Bench,
  target: Target,
  { batches, batchEvents }: Load,
): Promise<{ readonly eventsPerSecond: number; readonly cpuPerEvent: CpuPerEvent }> {
  const { clock, signal } = bench;
  const bodies = makeBatches(batches, batchEvents);
  const before = await target.look();
  const events = batches * batchEvents;
  const startedMs = clock.nowMs();
  await Promise.all(
    Array.from({ length: SENDERS }, async () => {
      for (let body = bodies.pop(); body; body = bodies.pop())
        await sendBatch(target, body, signal);
    }),
  );
  const eventsPerSecond = perSecond(events, clock.nowMs() - startedMs);
  const after = await watchRows(bench, target, {
    everyMs: LOOK_EVERY_MS,
    isDone: ({ rows }) => rows >= before.rows + events,
  });
  return { eventsPerSecond, cpuPerEvent: cpuPerEvent(before.cpu, after.cpu, events) };
}
