import type { Clock } from "../platform/clock/clock.ts";
import { OperatingError } from "../platform/errors/operating-error.ts";
import type { EventLog } from "../platform/log/event-log.ts";
import type { Logger } from "../platform/logger/create-logger.ts";
import type { Telemetry } from "../platform/telemetry/telemetry.ts";
import type { FindingKind } from "../schemas/finding.ts";
import type { Policy } from "../schemas/policy.ts";
import { READ_TOPICS, type Term } from "./driver/begin-term.ts";
import { type CheckpointOptions, createTerms } from "./driver/create-terms.ts";
import { holdTopics } from "./driver/hold-topics.ts";
import { createPassedOverSayer } from "./driver/say-passed-over.ts";
import { LostStateError } from "./packing/lost-state-error.ts";

const GROUP = "analysis";

type Options = {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly policies: readonly Policy[];
  readonly off?: readonly FindingKind[];
  readonly pollEveryMs: number;
  readonly telemetry?: Telemetry;
  /** Where checkpoints are kept; without, the whole log is read at each start. */
  readonly checkpoints?: CheckpointOptions;
  /** Where series lie that sleep: made anew by who analyses. In memory where it is not said. */
  readonly scratchFile?: string;
  /** So much of the heap is for series that are awake, else half. */
  readonly awakeBytesMax?: number;
};

export type RunningAnalysis = {
  /** When it last read all that was there, or saw that another process does. */
  readonly workedAtMs: () => number;
  stop(): Promise<void>;
};

/**
 * Keeps the detection running over the log: reads the history first, or what came after a
 * checkpoint, then what comes, and writes what it finds. Detection looks across series, so one
 * process does it for all; others stand by, and begin with the history too when it has gone.
 */
export async function startAnalysis(options: Options): Promise<RunningAnalysis> {
  const { log, clock, logger, pollEveryMs } = options;
  const hold = holdTopics(log, READ_TOPICS, GROUP);
  const terms = createTerms(options);
  let term: Term | null = null;
  let skippedBefore = 0;
  let sayPassedOver = createPassedOverSayer(logger);
  let workedAtMs = clock.nowMs();

  async function work() {
    term ??= await begin();
    await term?.readNews(clock.nowMs());
    workedAtMs = clock.nowMs();
    if (!term) return;
    const skipped = term.skipped();
    if (skipped > skippedBefore) logger.warn({ skipped }, "analysis skipped unreadable records");
    skippedBefore = skipped;
    sayPassedOver(term.passedOver(), clock.nowMs());
    await terms.noteIfDue();
    await terms.saveIfDue(term);
  }

  async function begin(): Promise<Term | null> {
    const consumers = await hold.take();
    if (!consumers) return null;
    skippedBefore = 0;
    sayPassedOver = createPassedOverSayer(logger);
    const begun = await terms.begin(consumers);
    logger.info("analysis is done by this process");
    return begun;
  }

  /** What is detected without holding the log is another's to tell. */
  async function end() {
    term?.end();
    term = null;
    terms.close();
    await hold.release();
  }

  async function recover(error: unknown) {
    if (!(error instanceof OperatingError)) throw error;
    logger.warn({ err: error, hint: error.hint }, "analysis stopped short; it tries again");
    if (error instanceof LostStateError || !hold.isKept()) await end();
  }

  try {
    await work();
  } catch (error) {
    if (!(error instanceof OperatingError && error.retryable)) {
      await end();
      throw error;
    }
    await recover(error);
  }
  if (!term) logger.info("analysis stands by while another process does it");
  const task = clock.every(pollEveryMs, () => work().catch(recover));
  return {
    workedAtMs: () => workedAtMs,
    stop: async () => {
      await task.stop();
      if (term && hold.isKept()) await terms.saveLast(term);
      await end();
    },
  };
}
