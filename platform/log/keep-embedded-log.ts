import type { Clock, Recurring } from "../clock/clock.ts";
import { OperatingError } from "../errors/operating-error.ts";
import type { Logger } from "../logger/create-logger.ts";
import { Database } from "../sqlite/database.ts";
import { embeddedLogFile } from "./embedded-log-file.ts";
import { findHindrances } from "./find-hindrances.ts";
import { forgetOldest } from "./forget-oldest.ts";
import { guardAgainstLeaps } from "./guard-against-leaps.ts";
import { EMBEDDED_BYTES_MAX } from "./open-embedded-log.ts";

const LOOK_EVERY_MS = 5 * 60_000;
const LOOKS_A_DAY = 86_400_000 / LOOK_EVERY_MS;
/** Between two steps, in which others write: most of the time. */
const PAUSE_MS = 100;

type Options = {
  /** Of a log that was opened before, and so has all its tables. */
  readonly directory: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** For how long records stay, where somebody has said so. */
  readonly keepMs: number | undefined;
  /** For how long they stay else; but a log that an older Vigie filled then keeps all. */
  readonly keepUnsaidMs: number;
  readonly bytesMax?: number;
};

export type KeptLog = {
  /**
   * Lets it forget from now on: once all groups have joined, as one that never did keeps nothing.
   */
  readonly begin: () => void;
  /** What the log may still take before it is full. */
  readonly room: () => { readonly freeBytes: number; readonly totalBytes: number };
  readonly stop: () => Promise<void>;
};

/**
 * Forgets what the embedded log has had for long enough and all groups have done, of each topic,
 * again and again and bit by bit. The file does not shrink: what is appended later takes the room.
 */
export function keepEmbeddedLog({
  directory,
  clock,
  logger,
  keepMs,
  keepUnsaidMs,
  bytesMax: totalBytes = EMBEDDED_BYTES_MAX,
}: Options): KeptLog {
  const database = new Database(embeddedLogFile(directory));
  const stopping = new AbortController();
  const forMs = keepMs ?? (keepsAllUnlessSaid(database) ? null : keepUnsaidMs);
  const isReliable = guardAgainstLeaps(database, {
    ...{ nowMs: clock.nowMs(), logger },
    ...{ leapMsMax: (forMs ?? 0) / 2, looksDoubted: LOOKS_A_DAY },
  });
  const toldOf = new Set<string>();
  let forgetting: Promise<void> | null = null;
  let looking: Recurring | null = null;
  if (forMs === null)
    logger.info("the log keeps all that it has: an older Vigie filled it, and log.keep is not set");

  async function forget(beforeMs: number): Promise<void> {
    let records = 0;
    for (const { id } of database.all("select id from streams")) {
      const old = { stream: Number(id), beforeMs };
      for (let went = forgetOldest(database, old); went > 0; went = forgetOldest(database, old)) {
        records += went;
        await clock.sleep(PAUSE_MS, stopping.signal);
      }
    }
    if (records > 0) logger.info({ records, before: new Date(beforeMs) }, "the log was trimmed");
    for (const { group, topic } of findHindrances(database, beforeMs)) {
      if (toldOf.has(`${group}\n${topic}`)) continue;
      toldOf.add(`${group}\n${topic}`);
      const hint = "let the process run that reads it";
      logger.warn({ group, topic, hint }, "the log keeps what this group has not read for so long");
    }
  }

  async function tryToForget(beforeMs: number): Promise<void> {
    try {
      await forget(beforeMs);
    } catch (error) {
      if (stopping.signal.aborted) return;
      if (!(error instanceof OperatingError)) throw error;
      logger.warn({ err: error, hint: error.hint }, "the log was not trimmed; it is tried again");
    }
  }

  /** Not waited for: it may take many pauses of this clock. */
  async function look(): Promise<void> {
    const nowMs = clock.nowMs();
    if (forMs === null || !isReliable(nowMs)) return;
    forgetting ??= tryToForget(nowMs - forMs).finally(() => {
      forgetting = null;
    });
  }

  return {
    begin: () => {
      looking ??= clock.every(LOOK_EVERY_MS, look);
    },
    room: () => ({ freeBytes: Math.max(0, totalBytes - usedBytes(database)), totalBytes }),
    stop: async () => {
      await looking?.stop();
      stopping.abort();
      await forgetting;
      database.close();
    },
  };
}

function keepsAllUnlessSaid(database: Database): boolean {
  const upkeep = database.get("select keeps_all_unless_said from upkeep");
  return upkeep?.["keeps_all_unless_said"] !== 0;
}

function usedBytes(database: Database): number {
  const read = (name: string) => Number(database.get(`pragma ${name}`)?.[name]);
  return (read("page_count") - read("freelist_count")) * read("page_size");
}
