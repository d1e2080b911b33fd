import type { Channel } from "./channels.ts";
import type { Memory } from "./memory.ts";
import type { Sleeper, World } from "./world.ts";

/** A batch or a file of old events comes in many pieces: so long after one the next may follow. */
const HOLD_MS = 60_000;

/**
 * How far a series is judged. Collectors vouch with their watermark for all that came before; our
 * own clock vouches for nothing, so that what is heard of long after its time does not make
 * anything absent at once: the rest may be on its way.
 */
export type SeriesPatience = {
  /** Our own clock has come to an instant that the series waits for. */
  readonly wake: (nowMs: number) => void;
  readonly watermarkOf: (channel: Channel<Sleeper>) => number;
  readonly waitFor: (channel: Channel<Sleeper>, watermarkMs: number, nowMs: number) => void;
  /** All that the series waits for of the channel that speaks of its runs. */
  readonly waitForRuns: (
    channel: Channel<Sleeper>,
    watermarksMs: readonly number[],
    nowMs: number,
  ) => void;
  /** Until when it holds; null where it does not. */
  readonly holdsUntilMs: (nowMs: number) => number | null;
};

const begin = () => ({
  judgedMs: Number.NEGATIVE_INFINITY,
  holdUntilMs: Number.NEGATIVE_INFINITY,
});

export function createSeriesPatience(
  world: World,
  sleeper: Sleeper,
  memory: Memory,
): SeriesPatience {
  const { lag } = world.channels;
  const patience = memory.of("patience", begin);

  function waitFor(channel: Channel<Sleeper>, watermarkMs: number, nowMs: number) {
    if (channel !== lag || watermarkMs > lag.watermarkMs)
      return channel.alarms.set(watermarkMs, sleeper);
    if (nowMs >= patience.holdUntilMs) patience.holdUntilMs = nowMs + HOLD_MS;
    world.timers.set(patience.holdUntilMs, sleeper);
  }

  return {
    wake: (nowMs) => {
      if (nowMs >= patience.holdUntilMs) patience.judgedMs = lag.watermarkMs;
    },
    watermarkOf: (channel) => (channel === lag ? patience.judgedMs : channel.watermarkMs),
    waitFor,
    waitForRuns: (channel, watermarksMs, nowMs) => {
      // Vaults that nobody vouches for share our own clock's channel.
      if (channel === lag) for (const atMs of watermarksMs) waitFor(channel, atMs, nowMs);
      else channel.alarms.move(earliest(watermarksMs), sleeper);
    },
    holdsUntilMs: (nowMs) => (patience.holdUntilMs > nowMs ? patience.holdUntilMs : null),
  };
}

export function earliest(instantsMs: readonly number[]): number | null {
  return instantsMs.length === 0 ? null : Math.min(...instantsMs);
}
