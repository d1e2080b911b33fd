import type { EventLog } from "../../platform/log/event-log.ts";
import { TOPICS } from "../../schemas/topics.ts";

/** The log, whose events are counted as they are read again. */
export function countReplayed(log: EventLog, count: () => void): EventLog {
  return {
    append: (topic, entries) => log.append(topic, entries),
    consume: (topic, group, options) => log.consume(topic, group, options),
    async *replay(topic, from) {
      for await (const record of log.replay(topic, from)) {
        if (topic === TOPICS.events) count();
        yield record;
      }
    },
    trim: (topic, beforeMs) => log.trim(topic, beforeMs),
    close: () => log.close(),
  };
}
