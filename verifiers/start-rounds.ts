import { parseCron } from "../platform/calendar/parse-cron.ts";
import type { Clock } from "../platform/clock/clock.ts";
import { OperatingError } from "../platform/errors/operating-error.ts";
import type { EventLog } from "../platform/log/event-log.ts";
import type { Logger } from "../platform/logger/create-logger.ts";
import type { StateStore } from "../platform/state/state-store.ts";
import type { Store } from "../platform/store/store.ts";
import { NO_TELEMETRY, type Telemetry } from "../platform/telemetry/telemetry.ts";
import type { Policy } from "../schemas/policy.ts";
import type { Verification } from "../schemas/proof.ts";
import { seriesId, seriesKey } from "../schemas/series.ts";
import { TOPICS } from "../schemas/topics.ts";
import type { BudgetConfig } from "../schemas/verification-budget.ts";
import { askVerification } from "./copies/ask-verification.ts";
import { chooseCopies } from "./rounds/choose-copies.ts";
import { openRoundBook, type RoundBook } from "./rounds/open-round-book.ts";
import { readCandidates } from "./rounds/read-candidates.ts";
import { createTellLeftOut, type TellLeftOut } from "./rounds/tell-left-out.ts";
import { budgetOf } from "./rounds/vault-budget.ts";

type Options = {
  readonly log: EventLog;
  /** The connection for verdicts. */
  readonly store: Store;
  readonly state: StateStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry?: Telemetry;
  readonly policies: readonly Policy[];
  /** What a round may take of each vault, for so many sandboxes at work. */
  readonly budget: BudgetConfig;
  readonly sandboxes: number;
  readonly rounds: { readonly cron: string; readonly zone: string };
};

/**
 * Asks, whenever the rounds' cron has come due, for a proof of each series that is due for one, and
 * of copies at risk, within the budget. The first turn holds the round that fell due last, unless
 * it was held: a restart misses nothing and doubles nothing. What is cut short is done again with
 * the same ids.
 */
export async function startRounds(options: Options): Promise<{ stop(): Promise<void> }> {
  const { clock, logger, rounds, state } = options;
  const { meter } = options.telemetry ?? NO_TELEMETRY;
  const round = {
    book: await openRoundBook(state),
    tellLeftOut: createTellLeftOut(meter, logger),
  };
  const occurrences = parseCron(rounds.cron, rounds.zone);
  let nextMs = Number.NEGATIVE_INFINITY;

  return clock.everyMinute(async () => {
    const nowMs = clock.nowMs();
    if (nowMs < nextMs) return;
    const roundMs = occurrences.previous(nowMs);
    if (roundMs === null) return;
    try {
      const afterMs = occurrences.next(roundMs);
      await holdRound({ roundMs, nextRoundMs: afterMs ?? nowMs }, round, options);
      nextMs = afterMs ?? Number.POSITIVE_INFINITY;
    } catch (error) {
      if (!(error instanceof OperatingError && error.retryable)) throw error;
      logger.warn({ err: error }, "a round of verifications failed; trying again in a minute");
    }
  });
}

type Round = { readonly book: RoundBook; readonly tellLeftOut: TellLeftOut };

async function holdRound(
  { roundMs, nextRoundMs }: { readonly roundMs: number; readonly nextRoundMs: number },
  { book, tellLeftOut }: Round,
  options: Options,
): Promise<void> {
  const { log, store, clock, logger, policies, budget, sandboxes } = options;
  if (await book.isHeld(roundMs)) return;
  const when = { nowMs: clock.nowMs(), nextRoundMs };
  const candidates = await readCandidates(store, { policies, ...when });
  const awaited = await book.listAwaited(store, when.nowMs);
  const free = candidates.filter(({ series }) => !awaited.has(seriesId(series)));
  const { chosen, left } = chooseCopies(free, {
    ...when,
    budgetOf: (vault) => budgetOf(budget, vault, sandboxes),
  });
  const asked = chosen.map(({ candidate, reason }) =>
    askVerification(candidate, { level: candidate.level, reason, askedAtMs: roundMs }),
  );
  await log.append(TOPICS.verifications, asked.map(toEntry));
  await book.note(roundMs, asked);
  tellLeftOut(left);
  const due = chosen.filter(({ reason }) => reason === "due").length;
  const counts = { due, risk: chosen.length - due, left: left.length, awaited: awaited.size };
  logger.info(counts, "asked for verifications");
}

function toEntry(verification: Verification) {
  return { key: seriesKey(verification.series), value: JSON.stringify(verification) };
}
