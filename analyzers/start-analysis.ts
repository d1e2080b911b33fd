import type { Clock } from "../platform/clock/clock.ts";
import { OperatingError } from "../platform/errors/operating-error.ts";
import type { EventLog } from "../platform/log/event-log.ts";
import type { Logger } from "../platform/logger/create-logger.ts";
import { NO_TELEMETRY, type Telemetry } from "../platform/telemetry/telemetry.ts";
import type { FindingKind } from "../schemas/finding.ts";
import type { Policy } from "../schemas/policy.ts";
import { TOPICS } from "../schemas/topics.ts";
import { createDetection } from "./detection/create-detection.ts";
import { createFeed } from "./driver/create-feed.ts";
import { createFollower } from "./driver/create-follower.ts";
import { createPublisher } from "./driver/create-publisher.ts";
import { measureAnalysis } from "./driver/measure-analysis.ts";
import { readEventRecord, readProofRecord } from "./driver/read-record.ts";

const GROUP = "analysis";

type Options = {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly policies: readonly Policy[];
  readonly off?: readonly FindingKind[];
  readonly pollEveryMs: number;
  readonly telemetry?: Telemetry;
};

/**
 * Keeps the detection running over the log: reads the history first, then what comes, and writes
 * what it finds.
 */
export async function startAnalysis(options: Options): Promise<{ stop(): Promise<void> }> {
  const { log, clock, logger, policies, off = [], pollEveryMs } = options;
  const { meter } = options.telemetry ?? NO_TELEMETRY;
  const detection = createDetection({ policies, off });
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

  const measure = measureAnalysis(meter, publisher.open);
  const follower = createFollower({ detection, publisher, events, proofs, measure });
  let skippedBefore = 0;

  async function drain() {
    try {
      await follower.readNews(clock.nowMs());
    } catch (error) {
      if (!(error instanceof OperatingError)) throw error;
      logger.warn({ err: error, hint: error.hint }, "analysis stopped short; it tries again");
    }
    const skipped = events.skipped() + proofs.skipped();
    if (skipped > skippedBefore) logger.warn({ skipped }, "analysis skipped unreadable records");
    skippedBefore = skipped;
  }

  await follower.readHistory(clock.nowMs());
  await drain();
  const task = clock.every(pollEveryMs, drain);
  return {
    stop: async () => {
      measure.stop();
      await task.stop();
      await events.close();
      await proofs.close();
    },
  };
}
