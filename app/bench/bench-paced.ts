import type { Bench } from "./bench.ts";
import { openGround } from "./open-ground.ts";
import { sendAtFullSpeed } from "./send-at-full-speed.ts";
import { type PacedSending, sendPaced } from "./send-paced.ts";
import { startTarget } from "./start-target.ts";

/** Compiles the target's code, and shows what the machine can take. */
const WARMING = { batches: 20, batchEvents: 500 };
const BATCHES_PER_SECOND = 50;
const SECONDS_MAX = 30;

type Options = { readonly eventsPerSecond: number; readonly events: number };

export type PacedBench = PacedSending & {
  readonly events: number;
  readonly wantedPerSecond: number;
};

/**
 * From event to row at a pace, over HTTP in small batches: the wanted pace, or half of what the
 * machine can take where that is less.
 */
export async function benchPaced(bench: Bench, options: Options): Promise<PacedBench> {
  await using ground = await openGround(bench);
  await using target = await startTarget(ground.configFile, bench.signal);
  const reached = await sendAtFullSpeed(bench, target, WARMING);
  const pace = Math.min(options.eventsPerSecond, reached.eventsPerSecond / 2);
  const batchEvents = Math.max(1, Math.round(pace / BATCHES_PER_SECOND));
  const seconds = Math.min(SECONDS_MAX, options.events / pace);
  const batches = Math.max(2, Math.round(seconds * BATCHES_PER_SECOND));
  const paced = await sendPaced(bench, target, {
    batches,
    batchEvents,
    eventsPerSecond: Math.round(pace),
  });
  return { events: batches * batchEvents, wantedPerSecond: options.eventsPerSecond, ...paced };
}
