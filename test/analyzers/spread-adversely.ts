import type { EventLog, LogRecord, Topic } from "../../platform/log/event-log.ts";

/** Draws an integer from 0 up to and without `below`. */
export type Draw = (below: number) => number;

/** So far may the clocks of appenders differ, and so the order across partitions be any. */
const MOMENT_MS = 5_000;
const AT_ONCE_MAX = 3;
const ALL = 1_000;

/**
 * A log with several partitions of each topic, which brings what was appended within a moment in
 * any order across partitions that keeps each one's own.
 */
export function spreadAdversely(log: EventLog, partitions: number, draw: Draw): EventLog {
  const spread = ({ name }: Topic) => ({ name, partitions });

  return {
    append: (topic, entries) => log.append(spread(topic), entries),
    consume: async (topic, group, options) => {
      const consumer = await log.consume(spread(topic), group, options);
      const waiting: LogRecord[] = [];
      return {
        poll: async () => {
          for (
            let more = await consumer.poll(ALL);
            more.length > 0;
            more = await consumer.poll(ALL)
          )
            waiting.push(...shuffle(more, draw));
          return waiting.splice(0, 1 + draw(AT_ONCE_MAX));
        },
        mark: () => consumer.mark(),
        commit: (mark) => consumer.commit(mark),
        lag: () => consumer.lag(),
        held: () => consumer.held(),
        close: () => consumer.close(),
      };
    },
    replay: async function* (topic, from) {
      const records = await Array.fromAsync(log.replay(spread(topic), from));
      yield* shuffle(records, draw);
    },
    trim: (topic, beforeMs) => log.trim(spread(topic), beforeMs),
    close: () => log.close(),
  };
}

function shuffle(records: readonly LogRecord[], draw: Draw): LogRecord[] {
  const momentOf = ({ appendedAtMs }: LogRecord) => Math.floor(appendedAtMs / MOMENT_MS);
  return [...Map.groupBy(records, momentOf).values()].flatMap((ofOne) => interleave(ofOne, draw));
}

function interleave(records: readonly LogRecord[], draw: Draw): LogRecord[] {
  const queues = [...Map.groupBy(records, ({ partition }) => partition).values()];
  return records.flatMap(() => {
    const left = queues.filter((queue) => queue.length > 0);
    return left[draw(left.length)]?.shift() ?? [];
  });
}
