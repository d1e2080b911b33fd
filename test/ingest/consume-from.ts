import type { Consumer } from "../../platform/log/event-log.ts";

/** A member of a group that gets what `poll` gives. */
export function consumeFrom(poll: Consumer["poll"], seen: Partial<Consumer> = {}): Consumer {
  return {
    poll,
    mark: () => new Map(),
    commit: async () => undefined,
    lag: async () => ({ records: 0, oldestAtMs: null }),
    held: () => [0],
    close: async () => undefined,
    ...seen,
  };
}
