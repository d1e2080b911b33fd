import type { Clock } from "../platform/clock/clock.ts";
import type { Logger } from "../platform/logger/create-logger.ts";
import type { StateStore } from "../platform/state/state-store.ts";
import { backOffMs } from "./back-off.ts";
import type { PageCounter } from "./create-page-counter.ts";
import {
  claimAttempt,
  giveUp,
  markSent,
  type OutboxRow,
  postpone,
  readDue,
} from "./outbox-rows.ts";
import type { Outcome, Pager } from "./pager.ts";

/** Attempts under way at one time, per pager. */
const CONCURRENT_MAX = 8;

type Options = {
  readonly state: StateStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** From the first attempt; then a telling is given up. */
  readonly retryForMs: number;
  readonly pages: PageCounter;
};

/**
 * Tells a pager what is due until nothing is: page, then remember. A kill between the two repeats
 * it under the same key.
 */
export async function deliverDue(pager: Pager, options: Options): Promise<void> {
  const { state, clock } = options;
  while (true) {
    const due = { nowMs: clock.nowMs(), rowsMax: CONCURRENT_MAX };
    const rows = await state.transact((transaction) => readDue(transaction, pager.name, due));
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
  const outcome = await pager.send(JSON.parse(row.payload));
  if (!outcome.sent) return remember(row, { outcome, nextAttemptAtMs }, options);
  await state.transact((is) => markSent(is, row, clock.nowMs()));
  options.pages.count(pager.name, "sent");
}

type Failure = {
  readonly outcome: Extract<Outcome, { sent: false }>;
  readonly nextAttemptAtMs: number;
};

async function remember(row: OutboxRow, failure: Failure, options: Options): Promise<void> {
  const { state, clock, logger, retryForMs, pages } = options;
  const nowMs = clock.nowMs();
  const { reason, retryAfterMs } = failure.outcome;
  const nextAttemptAtMs = Math.max(failure.nextAttemptAtMs, nowMs + (retryAfterMs ?? 0));
  const facts = { pager: row.pager, dedupKey: row.dedupKey, attempts: row.attempts + 1, reason };
  if (nextAttemptAtMs > (row.firstAttemptAtMs ?? nowMs) + retryForMs) {
    await state.transact((transaction) => giveUp(transaction, row, nowMs));
    pages.count(row.pager, "given-up");
    logger.error(facts, `Gave up telling pager ${row.pager}: ${reason}`);
    return;
  }
  await state.transact((transaction) => postpone(transaction, row, nextAttemptAtMs));
  pages.count(row.pager, "failed");
  logger.warn(facts, `Could not tell pager ${row.pager}, will try again: ${reason}`);
}
