import type { Clock } from "../../platform/clock/clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Consumer, EventLog, LogRecord } from "../../platform/log/event-log.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import type { Store } from "../../platform/store/store.ts";
import { NO_TELEMETRY, type Telemetry } from "../../platform/telemetry/telemetry.ts";
import { findingSchema } from "../../schemas/finding.ts";
import { proofSchema } from "../../schemas/proof.ts";
import { rejectSchema } from "../../schemas/reject.ts";
import { seriesStateSchema } from "../../schemas/series-state.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { createRoute, type Route } from "./create-route.ts";
import { createWriteObserver, type WriteObserver } from "./create-write-observer.ts";
import { EVENT_ROUTE } from "./event-route.ts";
import { toFindingRow } from "./to-finding-row.ts";
import { toProofRow } from "./to-proof-row.ts";
import { toRejectRow } from "./to-reject-row.ts";
import { toSeriesStateRow } from "./to-series-state-row.ts";
import { writeBatch } from "./write-batch.ts";

const GROUP = "store-writer";
const POLLED_RECORDS_MAX = 2_000;
const BATCH_RECORDS_MAX = 20_000;
const BATCH_CHARACTERS_MAX = 32 * 2 ** 20;

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
  const recurring = options.clock.every(options.pollEveryMs, async () => {
    for (const route of ROUTES) await tryToDrain(route, consumers, { ...options, observer });
  });
  return {
    stop: async () => {
      await recurring.stop();
      for (const consumer of consumers.values()) await consumer.close();
    },
  };
}

async function tryToDrain(route: Route, consumers: Map<Route, Consumer>, options: Parts) {
  try {
    const consumer = consumers.get(route) ?? (await options.log.consume(route.topic, GROUP));
    consumers.set(route, consumer);
    await drain(route, consumer, options);
  } catch (error) {
    if (!(error instanceof OperatingError)) throw error;
    options.logger.error({ err: error, topic: route.topic.name }, "The store is not written to");
    // What was polled and not committed comes again to a new member.
    const consumer = consumers.get(route);
    consumers.delete(route);
    await consumer?.close().catch(() => undefined);
  }
}

async function drain(route: Route, consumer: Consumer, options: Parts) {
  const { log, store, logger, observer } = options;
  for (;;) {
    const records = await pollBatch(consumer);
    if (records.length === 0) return;
    const { rejected } = await observer.observe(route.table, records, () =>
      writeBatch(records, route, { log, store }),
    );
    await consumer.commit();
    if (rejected > 0) logger.warn({ topic: route.topic.name, rejected }, "Records were rejected");
  }
}

async function pollBatch(consumer: Consumer): Promise<readonly LogRecord[]> {
  const batch: LogRecord[] = [];
  let characters = 0;
  while (batch.length < BATCH_RECORDS_MAX && characters < BATCH_CHARACTERS_MAX) {
    const records = await consumer.poll(POLLED_RECORDS_MAX);
    if (records.length === 0) break;
    batch.push(...records);
    characters += records.reduce((sum, { value }) => sum + value.length, 0);
  }
  return batch;
}
