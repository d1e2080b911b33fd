import type { Bench } from "./bench.ts";
import { type CpuPerEvent, cpuPerEvent } from "./create-cpu-meter.ts";
import { perSecond } from "./create-rate-meter.ts";
import { quantile } from "./quantile.ts";
import { makeBatches, sendBatch } from "./send-batch.ts";
import type { Target } from "./start-target.ts";
import { watchRows } from "./watch-rows.ts";

/** Each look takes a millisecond of the process that is measured. */
const LOOK_EVERY_MS = 100;

type Load = {
  readonly batches: number;
  readonly batchEvents: number;
  readonly eventsPerSecond: number;
};

export type PacedSending = {
  /** As it was really sent. */
  readonly eventsPerSecond: number;
  /** From a batch's first byte to its answer, which says that it is durable. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** From the sending of a batch until its last event is a row; seen every 100 ms. */
  readonly toRowP50Ms: number;
  readonly toRowP99Ms: number;
  /** Until the last is a row, the looks included. */
  readonly cpuPerEvent: CpuPerEvent;
};

/** Sends a batch at each of its instants, whether those before it were answered or not. */
export async function sendPaced(
  bench: Bench,
  target: Target,
  { batches, batchEvents, eventsPerSecond }: Load,
): Promise<PacedSending> {
  const { clock, signal, startProgress } = bench;
  const bodies = makeBatches(batches, batchEvents);
  const everyMs = (batchEvents * 1_000) / eventsPerSecond;
  const before = await target.look();
  const progress = startProgress(`Sending ${eventsPerSecond} a second`, batches * batchEvents);
  const startedMs = clock.nowMs();
  const sentAtMs: number[] = [];
  const answersMs: number[] = [];
  const toRowsMs: number[] = [];
  const sending = bodies.map(async (body, index) => {
    await clock.sleep(Math.max(0, startedMs + index * everyMs - clock.nowMs()), signal);
    const sentMs = clock.nowMs();
    sentAtMs.push(sentMs);
    await sendBatch(target, body, signal);
    answersMs.push(clock.nowMs() - sentMs);
  });
  const watching = watchRows(bench, target, {
    everyMs: LOOK_EVERY_MS,
    isDone: (seen, atMs) => {
      const due = Math.floor((seen.rows - before.rows) / batchEvents);
      for (const sentMs of sentAtMs.slice(toRowsMs.length, due)) toRowsMs.push(atMs - sentMs);
      progress.update(seen.rows - before.rows, "");
      return toRowsMs.length === batches;
    },
  });
  try {
    await Promise.all([...sending, watching]);
  } finally {
    progress.end();
  }
  const spanMs = Math.max(...sentAtMs) - startedMs;
  return {
    eventsPerSecond: perSecond((batches - 1) * batchEvents, spanMs),
    p50Ms: quantile(answersMs, 0.5),
    p99Ms: quantile(answersMs, 0.99),
    toRowP50Ms: quantile(toRowsMs, 0.5),
    toRowP99Ms: quantile(toRowsMs, 0.99),
    cpuPerEvent: cpuPerEvent(before.cpu, (await watching).cpu, batches * batchEvents),
  };
}
