import type { Logger } from "../logger/create-logger.ts";
import type { Database } from "../sqlite/database.ts";
import { lastOffset } from "./log-records.ts";

/** What was appended later may be stamped by a clock that had leapt before this start. */
const YOUNG_MS = 86_400_000;

type Options = {
  readonly nowMs: number;
  readonly logger: Logger;
  /** The clock is not doubted where it leaps by no more than this and a day. */
  readonly leapMsMax: number;
  /** Looks for which it is doubted: counted, as no clock tells how long that is. */
  readonly looksDoubted: number;
};

/**
 * Says at each look whether the clock can be relied on: not for some time after it was far ahead of
 * the look before, or, at the first, of what the log had before it was opened. A machine's clock
 * may be a year ahead when it starts, and what is forgotten by it does not come back.
 */
export function guardAgainstLeaps(database: Database, options: Options) {
  const { logger, leapMsMax, looksDoubted } = options;
  let seenMs = newestBefore(database, options.nowMs - YOUNG_MS) ?? options.nowMs;
  let looksLeft = 0;

  return (nowMs: number): boolean => {
    if (nowMs - seenMs > leapMsMax + YOUNG_MS) {
      looksLeft = looksDoubted;
      const [since, now] = [new Date(seenMs), new Date(nowMs)];
      const hint = "set the machine's clock if it is ahead; else nothing has to be done";
      logger.warn({ since, now, hint }, "the clock leapt: nothing is trimmed for a day");
    }
    seenMs = nowMs;
    return looksLeft-- <= 0;
  };
}

/** When the newest record was appended that is older; the later the offset, the newer it is. */
function newestBefore(database: Database, beforeMs: number): number | null {
  let newestMs: number | null = null;
  let [low, high] = [0, lastOffset(database)];
  while (low <= high) {
    const middle = Math.floor((low + high) / 2);
    const record = database.get(
      `select "offset", appended_at_ms from records where "offset" >= ? order by "offset" limit 1`,
      middle,
    );
    const appendedAtMs = Number(record?.["appended_at_ms"] ?? beforeMs);
    if (appendedAtMs < beforeMs) {
      newestMs = appendedAtMs;
      low = Number(record?.["offset"]) + 1;
    } else high = middle - 1;
  }
  return newestMs;
}
