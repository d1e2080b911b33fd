import type { Clock } from "../../platform/clock/clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Consumer, EventLog } from "../../platform/log/event-log.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import type { Store } from "../../platform/store/store.ts";
import { NO_TELEMETRY, type Telemetry } from "../../platform/telemetry/telemetry.ts";
import { decisionSchema } from "../../schemas/decision.ts";
import { findingSchema } from "../../schemas/finding.ts";
import { proofSchema } from "../../schemas/proof.ts";
import { rejectSchema } from "../../schemas/reject.ts";
import { seriesStateSchema } from "../../schemas/series-state.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { createRoute, type Route } from "./create-route.ts";
import { createWriteObserver } from "./create-write-observer.ts";
import { EVENT_ROUTE } from "./event-route.ts";
import { toDecisionRow } from "./to-decision-row.ts";
import { toFindingRow } from "./to-finding-row.ts";
import { toProofRow } from "./to-proof-row.ts";
import { toRejectRow } from "./to-reject-row.ts";
import { toSeriesStateRow } from "./to-series-state-row.ts";
import { type WriteOptions, writeTopic } from "./write-topic.ts";

const GROUP = "store-writer";

/** Rejects last: the other topics' are among them. */
const ROUTES: readonly Route[] = [
  EVENT_ROUTE,
  createRoute({
    topic: TOPICS.findings,
    table: "finding_rows",
    schema: findingSchema,
    toRow: toFindingRow,
  }),
  createRoute({
    topic: TOPICS.proofs,
    table: "proof_rows",
    schema: proofSchema,
    toRow: toProofRow,
  }),
  createRoute({
    topic: TOPICS.decisions,
    table: "decision_rows",
    schema: decisionSchema,
    toRow: toDecisionRow,
  }),
  createRoute({
    topic: TOPICS.seriesStates,
    table: "series_state_rows",
    schema: seriesStateSchema,
    toRow: toSeriesStateRow,
  }),
  createRoute({
    topic: TOPICS.rejects,
    table: "reject_rows",
    schema: rejectSchema,
    toRow: toRejectRow,
  }),
];

type Options = {
  readonly log: EventLog;
  /** The connection kept for writing. */
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly pollEveryMs: number;
  readonly telemetry?: Telemetry;
} & Pick<WriteOptions, "insertEveryMs">;
type Parts = Options & Pick<WriteOptions, "observer" | "stopping">;

/**
 * Carries the topics of the log into the tables of the store: insert, then commit, so that
 * nothing is lost and what comes twice is shown once. No topic waits for another.
 */
export async function startWriter(
  options: Options,
): Promise<{ readonly stop: () => Promise<void> }> {
  const observer = createWriteObserver(options.telemetry ?? NO_TELEMETRY, options.clock);
  const stopping = new AbortController();
  const parts = { ...options, observer, stopping: stopping.signal };
  const topics = ROUTES.map((route) => startTopic(route, parts));
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(topics.map((topic) => topic.stop()));
    },
  };
}

function startTopic(route: Route, options: Parts) {
  const { clock, log, logger, observer, pollEveryMs } = options;
  let consumer: Consumer | null = null;

  async function writeNews() {
    try {
      consumer ??= await log.consume(route.topic, GROUP);
      await writeTopic(consumer, route, options);
    } catch (error) {
      if (!(error instanceof OperatingError)) throw error;
      const told = { err: error, topic: route.topic.name, ...observer.traceOf(error) };
      logger.error(told, "The store is not written to");
      // What was polled and not committed comes again to a new member.
      const failed = consumer;
      consumer = null;
      await failed?.close().catch(() => undefined);
    }
  }

  const recurring = clock.every(pollEveryMs, writeNews);
  return {
    stop: async () => {
      await recurring.stop();
      await consumer?.close();
    },
  };
}
