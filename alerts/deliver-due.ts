import type { Clock } from "../platform/clock/clock.ts";
import type { Logger } from "../platform/logger/create-logger.ts";
import type { StateStore, StateTransaction } from "../platform/state/state-store.ts";
import { backOffMs } from "./back-off.ts";
import type { PageCounter } from "./create-page-counter.ts";
import { decideRetry, type RetryLimits } from "./delivery/decide-retry.ts";
import { fallBack } from "./delivery/fall-back.ts";
import { findPagerFailed, noteFailure, noteSuccess } from "./delivery/note-health.ts";
import { readStanding } from "./delivery/read-standings.ts";
import {
  claimAttempt,
  giveUp,
  giveUpRestated,
  markSent,
  type OutboxRow,
  postpone,
  readDue,
} from "./outbox-rows.ts";
import type { Message, Outcome, Pager } from "./pager.ts";

/** Attempts under way at one time, per pager. */
const CONCURRENT_MAX = 8;

type Options = RetryLimits & {
  readonly state: StateStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly pages: PageCounter;
  /** The pagers that come after one where its telling names none. */
  readonly fallbacksOf: (pager: string) => readonly string[];
};

/**
 * Tells a pager what is due until nothing is: page, then remember. A kill between the two repeats
 * it under the same key.
 */
export async function deliverDue(pager: Pager, options: Options): Promise<void> {
  const { state, clock } = options;
  while (true) {
    const due = { nowMs: clock.nowMs(), rowsMax: CONCURRENT_MAX };
    const rows = await state.transact(async (transaction) => {
      await giveUpRestated(transaction, pager.name, due.nowMs);
      return readDue(transaction, pager.name, due);
    });
    if (rows.length === 0) return;
    await Promise.all(rows.map((row) => attempt(pager, row, options)));
  }
}

async function attempt(pager: Pager, row: OutboxRow, options: Options): Promise<void> {
  const { state, clock } = options;
  const nowMs = clock.nowMs();
  const nextAttemptAtMs = nowMs + backOffMs(`${row.dedupKey}\n${row.pager}`, row.attempts + 1);
  const claimed = await state.transact((transaction) =>
    claimAttempt(transaction, row, { nowMs, nextAttemptAtMs }),
  );
  if (!claimed) return;
  const outcome = await tell(pager, row, state);
  if (!outcome.sent) return rememberFailure(row, { outcome, nextAttemptAtMs }, options);
  const sentAtMs = clock.nowMs();
  await state.transact(async (transaction) => {
    await markSent(transaction, row, sentAtMs);
    await noteSuccess(transaction, row.pager, sentAtMs);
  });
  options.pages.count(pager.name, "sent");
}

async function tell({ name, send, restate }: Pager, row: OutboxRow, state: StateStore) {
  const message: Message = JSON.parse(row.payload);
  if (!restate || "incidents" in message) return send(message);
  const { id } = message.incident;
  return restate.send(await state.transact((is) => readStanding(is, name, id)));
}

type Failure = {
  readonly outcome: Extract<Outcome, { sent: false }>;
  readonly nextAttemptAtMs: number;
};

async function rememberFailure(row: OutboxRow, failure: Failure, options: Options): Promise<void> {
  const { state, logger, pages } = options;
  const { reason } = failure.outcome;
  const { isGivenUp, next } = await state.transact((is) => settle(is, row, failure, options));
  const facts = { pager: row.pager, dedupKey: row.dedupKey, attempts: row.attempts + 1, reason };
  pages.count(row.pager, isGivenUp ? "given-up" : "failed");
  if (next !== null) logger.warn({ ...facts, next }, `Told by ${next}, as ${row.pager} fails`);
  if (isGivenUp) logger.error(facts, `Gave up telling pager ${row.pager}: ${reason}`);
  else logger.warn(facts, `Could not tell pager ${row.pager}, will try again: ${reason}`);
}

/** Writes what becomes of the telling, who stands in for it, and what is known of the pager. */
async function settle(
  transaction: StateTransaction,
  row: OutboxRow,
  { outcome, nextAttemptAtMs }: Failure,
  options: Options,
): Promise<{ readonly isGivenUp: boolean; readonly next: string | null }> {
  const nowMs = options.clock.nowMs();
  const { reason, retryAfterMs } = outcome;
  const health = await noteFailure(transaction, { pager: row.pager, reason }, nowMs);
  const failingSinceMs = health.failingSinceMs ?? nowMs;
  const failed = {
    severity: row.severity,
    firstAttemptAtMs: row.firstAttemptAtMs ?? nowMs,
    failingSinceMs,
    nextAttemptAtMs: Math.max(nextAttemptAtMs, nowMs + (retryAfterMs ?? 0)),
    isFinal: outcome.final ?? false,
  };
  const retry = decideRetry(failed, options, nowMs);
  const isGivenUp = retry.nextAttemptAtMs === null;
  if (isGivenUp || nowMs >= failingSinceMs + options.fallbackAfterMs)
    await findPagerFailed(transaction, health, nowMs);
  const after = row.fallbacks ?? options.fallbacksOf(row.pager);
  const next = retry.fallsBack ? await fallBack(transaction, { row, after }, nowMs) : null;
  if (retry.nextAttemptAtMs === null) await giveUp(transaction, row, { reason, nowMs });
  else await postpone(transaction, row, { reason, nextAttemptAtMs: retry.nextAttemptAtMs });
  return { isGivenUp, next };
}
