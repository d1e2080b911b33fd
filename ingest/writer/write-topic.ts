import type { Clock } from "../../platform/clock/clock.ts";
import type { Consumer, EventLog } from "../../platform/log/event-log.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import type { Store } from "../../platform/store/store.ts";
import { TOPICS } from "../../schemas/topics.ts";
import type { Route } from "./create-route.ts";
import type { WriteObserver } from "./create-write-observer.ts";
import { type Filled, fillInsert, type UnderWay } from "./fill-insert.ts";

export type WriteOptions = {
  readonly log: EventLog;
  readonly store: Store;
  readonly observer: WriteObserver;
  readonly clock: Clock;
  readonly logger: Logger;
  /**
   * An insert costs the engine some 60 ms of CPU, however little it holds: where records come all
   * the time they are gathered for so long. What comes alone does not wait.
   */
  readonly insertEveryMs?: number;
  /** Ends the writing after the insert that is under way; what was read ahead comes again. */
  readonly stopping: AbortSignal;
};

/**
 * Puts the records of one topic into its table, durably, until it has no more; harmless to repeat.
 * What cannot be a row goes to `vigie.rejects`. While the store takes one insert, the next one is
 * read and its rows are made, and no more than that. Each is committed before the next is sent.
 */
export async function writeTopic(
  consumer: Consumer,
  route: Route,
  options: WriteOptions,
): Promise<void> {
  const { clock, stopping, insertEveryMs = 0 } = options;
  let underWay: UnderWay | null = null;
  let sentAtMs = Number.NEGATIVE_INFINITY;
  const isGathering = () => {
    const sinceMs = clock.nowMs() - sentAtMs;
    // Less than nothing where the clock was set back.
    return sinceMs >= 0 && sinceMs < insertEveryMs;
  };
  const poll = (recordsMax: number) => consumer.poll(recordsMax);
  try {
    for (;;) {
      const filled = await fillInsert(poll, route, { ...options, underWay, isGathering });
      const mark = consumer.mark();
      await underWay?.ended;
      if (filled.records === 0 || stopping.aborted) return;
      sentAtMs = clock.nowMs();
      const committing = write(filled, route, options).then(() => consumer.commit(mark));
      underWay = follow(
        committing.then(() => options.observer.countRejected(filled.rejects.length)),
      );
    }
  } finally {
    // The consumer may be closed after it.
    await underWay?.ended.catch(() => undefined);
  }
}

async function write(filled: Filled, route: Route, options: WriteOptions): Promise<void> {
  const { log, store, observer, logger } = options;
  const { insert, rejects } = filled;
  const batch = { ...filled, rejected: rejects.length };
  await observer.observe(route.table, batch, () => insert.send(store));
  if (rejects.length === 0) return;
  await log.append(TOPICS.rejects, rejects);
  const topic = route.topic.name;
  logger.warn({ topic, rejected: rejects.length }, "Records were rejected");
}

/** Its failure is met where it is waited for, which may be some polls away. */
function follow(ended: Promise<void>): UnderWay {
  const underWay = { ended, isOver: false };
  const end = () => {
    underWay.isOver = true;
  };
  ended.then(end, end);
  return underWay;
}
