import type { Bench } from "./bench.ts";
import type { CpuPerEvent } from "./create-cpu-meter.ts";
import { openGround } from "./open-ground.ts";
import { sendAtFullSpeed } from "./send-at-full-speed.ts";
import { type PacedSending, sendPaced } from "./send-paced.ts";
import { startTarget } from "./start-target.ts";

const BATCH_EVENTS = 500;
const BATCHES_MIN = 4;
/** Their bodies are held in memory: 140 MB. */
const EVENTS_MAX = 200_000;
/** Half of what the intake is to take, 20,000 a second. */
const HALF_LOAD_EVENTS_PER_SECOND_MAX = 10_000;
const HALF_LOAD_SECONDS_MAX = 20;

export type IntakeBench = {
  readonly events: number;
  readonly eventsPerSecond: number;
  /** Until the last is a row. */
  readonly cpuPerEvent: CpuPerEvent;
  readonly halfLoad: PacedSending;
};

/** Batches over HTTP: first as fast as they are taken, then half as fast, or half of the aim. */
export async function benchIntake(bench: Bench, events: number): Promise<IntakeBench> {
  await using ground = await openGround(bench);
  await using target = await startTarget(ground.configFile, bench.signal);
  const batches = Math.max(BATCHES_MIN, Math.ceil(Math.min(events, EVENTS_MAX) / BATCH_EVENTS));
  const load = { batches, batchEvents: BATCH_EVENTS };
  const progress = bench.startProgress("Over HTTP", batches * BATCH_EVENTS);
  const reached = await sendAtFullSpeed(bench, target, load).finally(progress.end);
  const pace = Math.min(Math.ceil(reached.eventsPerSecond / 2), HALF_LOAD_EVENTS_PER_SECOND_MAX);
  const pacedBatchesMax = Math.ceil((HALF_LOAD_SECONDS_MAX * pace) / BATCH_EVENTS);
  const halfLoad = await sendPaced(bench, target, {
    batches: Math.max(BATCHES_MIN, Math.min(batches, pacedBatchesMax)),
    batchEvents: BATCH_EVENTS,
    eventsPerSecond: pace,
  });
  return { events: batches * BATCH_EVENTS, ...reached, halfLoad };
}
