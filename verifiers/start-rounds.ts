import { parseCron } from "../platform/calendar/parse-cron.ts";
import type { Clock } from "../platform/clock/clock.ts";
import { OperatingError } from "../platform/errors/operating-error.ts";
import type { EventLog } from "../platform/log/event-log.ts";
import type { Logger } from "../platform/logger/create-logger.ts";
import type { Store } from "../platform/store/store.ts";
import { matchPolicy } from "../schemas/match-policy.ts";
import type { Policy } from "../schemas/policy.ts";
import type { Verification } from "../schemas/proof.ts";
import { seriesKey } from "../schemas/series.ts";
import { TOPICS } from "../schemas/topics.ts";
import { askVerification } from "./copies/ask-verification.ts";
import { type PresentCopy, readCopies } from "./copies/read-copies.ts";
import { isDue } from "./rounds/is-due.ts";

type Options = {
  readonly log: EventLog;
  /** The connection for verdicts. */
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly policies: readonly Policy[];
  readonly rounds: { readonly cron: string; readonly zone: string };
};

/**
 * Asks, whenever the rounds' cron has come due, for a proof of each series that is due for one. The
 * first turn holds the round that
 * fell due last: what it asks for again has the same id, so that a restart misses nothing and
 * doubles nothing.
 */
export async function startRounds(options: Options): Promise<{ stop(): Promise<void> }> {
  const { clock, logger, rounds } = options;
  const occurrences = parseCron(rounds.cron, rounds.zone);
  let nextMs = Number.NEGATIVE_INFINITY;

  return clock.everyMinute(async () => {
    const nowMs = clock.nowMs();
    if (nowMs < nextMs) return;
    const roundMs = occurrences.previous(nowMs);
    if (roundMs === null) return;
    try {
      const afterMs = occurrences.next(roundMs);
      await holdRound(roundMs, afterMs ?? nowMs, options);
      nextMs = afterMs ?? Number.POSITIVE_INFINITY;
    } catch (error) {
      if (!(error instanceof OperatingError && error.retryable)) throw error;
      logger.warn({ err: error }, "a round of verifications failed; trying again in a minute");
    }
  });
}

async function holdRound(roundMs: number, nextRoundMs: number, options: Options): Promise<void> {
  const { log, store, logger, policies } = options;
  const copies = await readCopies(store, {});
  const due = chooseCopies(copies).flatMap((copy) => {
    const wanted = matchPolicy(copy.series, policies)?.verification;
    if (!wanted || !isDue(copy, wanted.every, nextRoundMs)) return [];
    return [askVerification(copy, { level: wanted.level, reason: "due", askedAtMs: roundMs })];
  });
  await log.append(TOPICS.verifications, due.map(toEntry));
  logger.info({ due: due.length }, "asked for verifications");
}

/** One copy of each series: the first, which is the primary where it is there. */
function chooseCopies(copies: readonly PresentCopy[]): readonly PresentCopy[] {
  const chosen = new Map<string, PresentCopy>();
  for (const copy of copies) {
    const key = seriesKey(copy.series);
    if (!chosen.has(key)) chosen.set(key, copy);
  }
  return [...chosen.values()];
}

function toEntry(verification: Verification) {
  return { key: seriesKey(verification.series), value: JSON.stringify(verification) };
}
