import type { Clock } from "../platform/clock/clock.ts";
import type { Consumer, EventLog, LogRecord } from "../platform/log/event-log.ts";
import type { Logger } from "../platform/logger/create-logger.ts";
import type { StateStore } from "../platform/state/state-store.ts";
import { type Finding, findingSchema } from "../schemas/finding.ts";
import { TOPICS } from "../schemas/topics.ts";
import type { Pager } from "./pager.ts";
import { recordFindings } from "./record-findings.ts";

const GROUP = "alerts";
const BATCH_RECORDS_MAX = 1_000;

type Options = {
  readonly log: EventLog;
  readonly state: StateStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly pagers: readonly Pager[];
  readonly boardUrl: string;
};

/**
 * Reads changes of findings into incidents. `drain` goes on until there is nothing new; where it
 * fails, it has left the group, so that the next one starts again after what was committed.
 */
export function openFindingsIntake(options: Options): {
  readonly drain: () => Promise<void>;
  readonly close: () => Promise<void>;
} {
  let consumer: Consumer | null = null;

  async function close() {
    const leaving = consumer;
    consumer = null;
    await leaving?.close();
  }

  async function drain() {
    consumer ??= await options.log.consume(TOPICS.findings, GROUP);
    try {
      while (await recordBatch(consumer, options));
    } catch (error) {
      await close();
      throw error;
    }
  }

  return { drain, close };
}

async function recordBatch(consumer: Consumer, options: Options): Promise<boolean> {
  const { state, clock, logger, pagers, boardUrl } = options;
  const records = await consumer.poll(BATCH_RECORDS_MAX);
  if (records.length === 0) return false;
  const findings = records.flatMap((record) => readFinding(record, logger) ?? []);
  const nowMs = clock.nowMs();
  await state.transact((transaction) =>
    recordFindings(transaction, findings, { pagers, boardUrl, nowMs }),
  );
  await consumer.commit();
  return true;
}

/** Null for what is no finding, which is logged and left behind: the line goes on. */
function readFinding({ topic, partition, offset, value }: LogRecord, logger: Logger) {
  const finding = parseFinding(value);
  if (finding === null) {
    logger.error({ topic, partition, offset }, "Cannot read a finding, its incident is left out");
  }
  return finding;
}

function parseFinding(text: string): Finding | null {
  try {
    return findingSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
