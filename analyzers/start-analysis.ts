import type { Clock } from "../platform/clock/clock.ts";
import { OperatingError } from "../platform/errors/operating-error.ts";
import type { EventLog } from "../platform/log/event-log.ts";
import type { Logger } from "../platform/logger/create-logger.ts";
import type { Finding } from "../schemas/finding.ts";
import type { Policy } from "../schemas/policy.ts";
import { TOPICS } from "../schemas/topics.ts";
import { advanceThrough } from "./detection/advance-through.ts";
import { createDetection } from "./detection/create-detection.ts";
import { createFeed } from "./driver/create-feed.ts";
import { createPublisher } from "./driver/create-publisher.ts";
import { mergeInOrder } from "./driver/merge-in-order.ts";
import { type Item, readEventRecord, readProofRecord } from "./driver/read-record.ts";

const GROUP = "analysis";

type Options = {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly policies: readonly Policy[];
  readonly pollEveryMs: number;
};

/**
 * Keeps the detection running over the log: reads the history first, then what comes, and writes
 * what it finds.
 */
export async function startAnalysis(options: Options): Promise<{ stop(): Promise<void> }> {
  const { log, clock, logger, policies, pollEveryMs } = options;
  const detection = createDetection({ policies });
  const publisher = await createPublisher(log);
  const events = await createFeed({
    log,
    topic: TOPICS.events,
    group: GROUP,
    read: readEventRecord,
  });
  const proofs = await createFeed({
    log,
    topic: TOPICS.proofs,
    group: GROUP,
    read: readProofRecord,
  });

  /** Our own clock is taken to have ticked at each instant at which something had to be decided. */
  function take(item: Item): readonly Finding[] {
    const ticked = advanceThrough(detection, item.atMs);
    const found =
      "event" in item
        ? detection.accept(item.event, item.atMs)
        : detection.acceptProof(item.proof, item.atMs);
    return [...ticked, ...found];
  }

  async function readHistory() {
    for await (const item of mergeInOrder(events.history(), proofs.history()))
      for (const finding of take(item)) publisher.recall(finding);
    for (const finding of advanceThrough(detection, clock.nowMs())) publisher.recall(finding);
    publisher.reconcile(clock.nowMs());
  }

  async function readNews() {
    for (;;) {
      const [newEvents, newProofs] = [await events.poll(), await proofs.poll()];
      if (!newEvents && !newProofs) break;
      const items = [...(newEvents ?? []), ...(newProofs ?? [])].sort((a, b) => a.atMs - b.atMs);
      for (const item of items) for (const finding of take(item)) publisher.add(finding);
      await publish();
    }
    for (const finding of advanceThrough(detection, clock.nowMs())) publisher.add(finding);
    await publish();
  }

  async function publish() {
    await publisher.flush(detection.changedSeries());
    await events.commit();
    await proofs.commit();
  }

  let skippedBefore = 0;
  async function drain() {
    try {
      await readNews();
    } catch (error) {
      if (!(error instanceof OperatingError)) throw error;
      logger.warn({ err: error, hint: error.hint }, "analysis stopped short; it tries again");
    }
    const skipped = events.skipped() + proofs.skipped();
    if (skipped > skippedBefore) logger.warn({ skipped }, "analysis skipped unreadable records");
    skippedBefore = skipped;
  }

  await readHistory();
  await drain();
  const task = clock.every(pollEveryMs, drain);
  return {
    stop: async () => {
      await task.stop();
      await events.close();
      await proofs.close();
    },
  };
}
