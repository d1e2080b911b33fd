import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../../platform/clock/clock.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import { type Checkpoint, fromFrames, toFrames } from "./checkpoint.ts";
import { readCheckpoint, writeCheckpoint } from "./checkpoint-file.ts";

const EVERY_MS = 3_600_000;
/** Writing takes at most a twentieth of the time. */
const COST_SHARE = 1 / 20;
/** However long it took, by a clock that may have been set meanwhile. */
const PAUSE_MAX_MS = 24 * EVERY_MS;

type Options = {
  readonly directory: string;
  readonly clock: Clock;
  readonly logger: Logger;
};

export type Checkpoints = {
  /** Those that agree and are whole, the newest first; of others it is said why they are not. */
  readonly load: (agreement: string) => AsyncIterable<Checkpoint>;
  /** Why one that was loaded cannot be gone on from. */
  readonly leaveAside: (reason: unknown) => void;
  /** Whether it is time for another. */
  readonly isDue: (nowMs: number) => boolean;
  /** There is none to be written this time. */
  readonly giveUp: (reason: unknown) => null;
  /** Writes one, bit by bit; where that fails, the one before is still there. */
  readonly save: (checkpoint: Checkpoint) => Promise<void>;
};

/** Keeps the two newest checkpoints of the analysis in a directory. */
export function keepCheckpoints({ directory, clock, logger }: Options): Checkpoints {
  const path = join(directory, "analysis.checkpoint");
  const beforePath = join(directory, "analysis-before.checkpoint");
  let dueMs = Number.NEGATIVE_INFINITY;

  function leaveAside(reason: unknown) {
    logger.warn({ err: reason }, "a checkpoint was left aside; more of the log is read instead");
  }

  async function* load(agreement: string): AsyncGenerator<Checkpoint> {
    for (const one of [path, beforePath]) {
      const checkpoint = await readOne(one, agreement);
      if (checkpoint) yield checkpoint;
    }
  }

  /** Nothing that is wrong with a cache may keep the analysis from its work. */
  async function readOne(one: string, agreement: string): Promise<Checkpoint | null> {
    try {
      const frames = await readCheckpoint(one);
      return frames && (await fromFrames(frames, agreement));
    } catch (error) {
      leaveAside(error);
      return null;
    }
  }

  function giveUp(reason: unknown): null {
    dueMs = clock.nowMs() + EVERY_MS;
    logger.warn({ err: reason }, "no checkpoint could be written; a start reads more of the log");
    return null;
  }

  async function save(checkpoint: Checkpoint): Promise<void> {
    const beganAtMs = clock.nowMs();
    dueMs = beganAtMs + EVERY_MS;
    try {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const bytes = await writeCheckpoint({ path, beforePath }, toFrames(checkpoint));
      const tookMs = clock.nowMs() - beganAtMs;
      dueMs = Math.max(dueMs, clock.nowMs() + Math.min(tookMs / COST_SHARE, PAUSE_MAX_MS));
      logger.info({ bytes, tookMs }, "the analysis wrote a checkpoint");
    } catch (error) {
      await rm(`${path}.writing`, { force: true }).catch(() => {});
      letGo(checkpoint);
      giveUp(error);
    }
  }

  // Later than any pause: our clock was set back.
  const isDue = (nowMs: number) => nowMs >= dueMs || dueMs - nowMs > PAUSE_MAX_MS + EVERY_MS;
  return { load, leaveAside, isDue, giveUp, save };
}

/** What was not taken of it is packed whenever it changes, until somebody begins to and ends. */
function letGo({ detection }: Checkpoint): void {
  try {
    for (const _ of detection.assets) break;
  } catch {
    // It ends so too.
  }
}
