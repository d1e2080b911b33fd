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
import { createWriteObserver, type WriteObserver } from "./create-write-observer.ts";
import { EVENT_ROUTE } from "./event-route.ts";
import { toDecisionRow } from "./to-decision-row.ts";
import { toFindingRow } from "./to-finding-row.ts";
import { toProofRow } from "./to-proof-row.ts";
import { toRejectRow } from "./to-reject-row.ts";
import { toSeriesStateRow } from "./to-series-state-row.ts";
import { writeSpan } from "./write-span.ts";

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
};
type Parts = Options & { readonly observer: WriteObserver };

/**
 * Carries the topics of the log into the tables of the store: insert, then commit, so that
 * nothing is lost and what comes twice is shown once.
 */
export async function startWriter(
  options: Options,
): Promise<{ readonly stop: () => Promise<void> }> {
  const consumers = new Map<Route, Consumer>();
  const observer = createWriteObserver(options.telemetry ?? NO_TELEMETRY, options.clock);
  const parts = { ...options, observer };
  let stopping = false;

  /** One span of each topic after another, so that none waits for the end of a busy one. */
  async function writeNews() {
    for (let isBusy = true; isBusy && !stopping; ) {
      isBusy = false;
      for (const route of ROUTES) isBusy = (await tryToWrite(route, consumers, parts)) || isBusy;
    }
  }

  const recurring = options.clock.every(options.pollEveryMs, writeNews);
  return {
    stop: async () => {
      stopping = true;
      await recurring.stop();
      for (const consumer of consumers.values()) await consumer.close();
    },
  };
}

/** Whether there may be more. */
async function tryToWrite(route: Route, consumers: Map<Route, Consumer>, options: Parts) {
  try {
    const consumer = consumers.get(route) ?? (await options.log.consume(route.topic, GROUP));
    consumers.set(route, consumer);
    const { records, rejected } = await writeSpan(
      (recordsMax) => consumer.poll(recordsMax),
      route,
      options,
    );
    if (records === 0) return false;
    await consumer.commit();
    const topic = route.topic.name;
    if (rejected > 0) options.logger.warn({ topic, rejected }, "Records were rejected");
    return true;
  } catch (error) {
    if (!(error instanceof OperatingError)) throw error;
    options.logger.error({ err: error, topic: route.topic.name }, "The store is not written to");
    // What was polled and not committed comes again to a new member.
    const consumer = consumers.get(route);
    consumers.delete(route);
    await consumer?.close().catch(() => undefined);
    return false;
  }
}
