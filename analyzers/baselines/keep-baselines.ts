import type { Clock } from "../../platform/clock/clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import type { Store } from "../../platform/store/store.ts";
import type { Policy } from "../../schemas/policy.ts";
import { refreshBaselines } from "./refresh-baselines.ts";

const HOUR_MS = 3_600_000;
/** Once a day all of them: findings and policies change too. */
const ALL_EVERY_MS = 24 * HOUR_MS;
/** What was received may be in the table only so much later. */
const OVERLAP_MS = HOUR_MS;

type Options = {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly policies: readonly Policy[];
};

/** Keeps the stored baselines fresh: each hour those of what was heard of, each day all. */
export function keepBaselines({ store, clock, logger, policies }: Options) {
  let [allAtMs, doneAtMs] = [Number.NEGATIVE_INFINITY, 0];
  const task = clock.every(HOUR_MS, async () => {
    const nowMs = clock.nowMs();
    const isAllDue = nowMs - allAtMs >= ALL_EVERY_MS;
    try {
      const sinceMs = isAllDue ? 0 : doneAtMs - OVERLAP_MS;
      await refreshBaselines(store, { policies, nowMs, sinceMs });
      doneAtMs = nowMs;
      if (isAllDue) allAtMs = nowMs;
    } catch (error) {
      if (!(error instanceof OperatingError)) throw error;
      logger.warn(
        { err: error, hint: error.hint },
        "baselines were not refreshed; next hour again",
      );
    }
  });
  return { stop: () => task.stop() };
}
