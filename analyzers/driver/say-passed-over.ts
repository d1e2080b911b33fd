import type { Logger } from "../../platform/logger/create-logger.ts";
import type { Bound, PassedOver } from "../passed-over/passed-over.ts";

/** So long after it was last said of a bound. */
const SAY_EVERY_MS = 3_600_000;
const HINT = "docs/bounds.md says of each bound what becomes of more";

/** Says in the log what was passed over since it was last said, and of whom last. */
export function createPassedOverSayer(logger: Logger) {
  const said = new Map<Bound, { readonly times: number; readonly atMs: number }>();

  return (passedOver: readonly PassedOver[], nowMs: number): void => {
    for (const { bound, times, last } of passedOver) {
      const before = said.get(bound);
      if (before?.times === times) continue;
      if (before && nowMs < before.atMs + SAY_EVERY_MS) continue;
      said.set(bound, { times, atMs: nowMs });
      const more = times - (before?.times ?? 0);
      logger.warn(
        { bound, times: more, last, hint: HINT },
        "analysis passed over what is too much",
      );
    }
  };
}
