import type { Clock } from "../platform/clock/clock.ts";
import type { Consumer, EventLog, LogRecord } from "../platform/log/event-log.ts";
import type { Logger } from "../platform/logger/create-logger.ts";
import type { StateStore } from "../platform/state/state-store.ts";
import { decisionSchema } from "../schemas/decision.ts";
import { findingSchema } from "../schemas/finding.ts";
import { TOPICS } from "../schemas/topics.ts";
import { isAct } from "./act-rows.ts";
import { queueTellings } from "./queue-tellings.ts";
import { recordActs } from "./record-acts.ts";
import { recordFindings } from "./record-findings.ts";
import { recordSilences } from "./silence-rows.ts";
import { openGround, type PolicyGround } from "./telling-ground.ts";

const FINDINGS_GROUP = "alerts";
const DECISIONS_GROUP = "alerts-decisions";
const BATCH_RECORDS_MAX = 1_000;

type Options = PolicyGround & {
  readonly log: EventLog;
  readonly state: StateStore;
  readonly clock: Clock;
  readonly logger: Logger;
};

type Consumers = { readonly decisions: Consumer; readonly findings: Consumer };

/**
 * Reads changes of findings, and what people say of incidents, into incidents. `drain` goes on
 * until there is nothing new, and says whether there was anything; where it fails, it has left the
 * groups, so that the next one starts again after what was committed.
 */
export function openFindingsIntake(options: Options): {
  readonly drain: () => Promise<boolean>;
  readonly close: () => Promise<void>;
} {
  let consumers: Consumers | null = null;

  async function close() {
    const leaving = consumers;
    consumers = null;
    await leaving?.decisions.close();
    await leaving?.findings.close();
  }

  async function drain() {
    consumers ??= await openConsumers(options.log);
    let isAny = false;
    try {
      while (await recordNext(consumers, options)) isAny = true;
      return isAny;
    } catch (error) {
      await close();
      throw error;
    }
  }

  return { drain, close };
}

/** One process reads all findings, in one order, as which are grouped depends on it. */
async function openConsumers(log: EventLog): Promise<Consumers> {
  const decisions = await log.consume(TOPICS.decisions, DECISIONS_GROUP);
  try {
    const findings = await log.consume(TOPICS.findings, FINDINGS_GROUP, { whole: true });
    return { decisions, findings };
  } catch (error) {
    await decisions.close();
    throw error;
  }
}

/** What people said first: what opened after it was said is told anew. */
async function recordNext({ decisions, findings }: Consumers, options: Options): Promise<boolean> {
  let isAny = false;
  while (await recordDecisions(decisions, options)) isAny = true;
  return (await recordBatch(findings, options)) || isAny;
}

async function recordDecisions(consumer: Consumer, options: Options): Promise<boolean> {
  const { state, clock, logger, policy } = options;
  const records = await consumer.poll(BATCH_RECORDS_MAX);
  if (records.length === 0) return false;
  const decisions = records.flatMap((record) => {
    const decision = decisionSchema.safeParse(parseJson(record.value)).data;
    return decision ?? leave(record, "a decision", logger);
  });
  const nowMs = clock.nowMs();
  await state.transact(async (transaction) => {
    await recordSilences(transaction, decisions, policy);
    const changed = await recordActs(transaction, decisions.filter(isAct));
    await queueTellings(transaction, changed, await openGround(transaction, options, nowMs));
  });
  await consumer.commit();
  return true;
}

async function recordBatch(consumer: Consumer, options: Options): Promise<boolean> {
  const { state, clock, logger } = options;
  const records = await consumer.poll(BATCH_RECORDS_MAX);
  if (records.length === 0) return false;
  const findings = records.flatMap((record) => {
    const finding = findingSchema.safeParse(parseJson(record.value)).data;
    if (!finding) return leave(record, "a finding", logger);
    return { finding, appendedAtMs: record.appendedAtMs };
  });
  const nowMs = clock.nowMs();
  // Told is what the whole batch led to: a `late` that became `missing` in it is told as that.
  await state.transact(async (transaction) => {
    const changed = await recordFindings(transaction, findings);
    await queueTellings(transaction, changed, await openGround(transaction, options, nowMs));
  });
  await consumer.commit();
  return true;
}

/** What cannot be read is logged and left behind: the line goes on. */
function leave({ topic, partition, offset }: LogRecord, what: string, logger: Logger): [] {
  logger.error({ topic, partition, offset }, `Cannot read ${what}, its incident is left out`);
  return [];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
