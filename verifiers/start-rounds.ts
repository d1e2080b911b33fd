import { join } from "node:path";
import { parseCron } from "../platform/calendar/parse-cron.ts";
import type { Clock } from "../platform/clock/clock.ts";
import { OperatingError } from "../platform/errors/operating-error.ts";
import type { EventLog } from "../platform/log/event-log.ts";
import type { Logger } from "../platform/logger/create-logger.ts";
import { createDirectoryObjects } from "../platform/objects/directory-objects.ts";
import type { StateStore } from "../platform/state/state-store.ts";
import type { Store } from "../platform/store/store.ts";
import { NO_TELEMETRY, type Telemetry } from "../platform/telemetry/telemetry.ts";
import type { Policy } from "../schemas/policy.ts";
import type { Verification } from "../schemas/proof.ts";
import { seriesId, seriesKey } from "../schemas/series.ts";
import { TOPICS } from "../schemas/topics.ts";
import type { BudgetConfig, DrawsConfig } from "../schemas/verification-budget.ts";
import { askVerification } from "./copies/ask-verification.ts";
import { type DrawOptions, holdDraws } from "./draws/hold-draws.ts";
import { openDrawBook } from "./draws/open-draw-book.ts";
import type { SigningKeys } from "./proof/open-keys.ts";
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
  /** A random sample for the report's claim; nothing is drawn without. */
  readonly draws?: DrawsConfig | undefined;
  /** What is drawn may be no larger, unless the draws say. */
  readonly bytesMax: number;
  readonly keys: SigningKeys;
  /** Vigie's data directory: `draws/` is below it. */
  readonly directory: string;
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
    drawing: await openDrawing(options),
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

async function openDrawing(options: Options): Promise<DrawOptions | null> {
  const { store, logger, keys, policies, draws, bytesMax, state, directory } = options;
  const book = await openDrawBook(state);
  if (!draws) return null;
  return {
    ...{ store, logger, keys, policies },
    draws: { ...draws, bytesMax: draws.bytesMax ?? bytesMax },
    book,
    files: createDirectoryObjects({ root: join(directory, "draws") }),
  };
}

type When = { readonly roundMs: number; readonly nextRoundMs: number };
type Round = {
  readonly book: RoundBook;
  readonly tellLeftOut: TellLeftOut;
  readonly drawing: DrawOptions | null;
};

async function holdRound(
  { roundMs, nextRoundMs }: When,
  { book, tellLeftOut, drawing }: Round,
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
  const drawn = drawing ? await holdDraws({ roundMs, nextRoundMs }, drawing) : [];
  await log.append(TOPICS.verifications, [...asked, ...drawn].map(toEntry));
  await book.note(roundMs, asked);
  tellLeftOut(left);
  const due = chosen.filter(({ reason }) => reason === "due").length;
  const counts = {
    ...{ due, risk: chosen.length - due, drawn: drawn.length },
    ...{ left: left.length, awaited: awaited.size },
  };
  logger.info(counts, "asked for verifications");
}

function toEntry(verification: Verification) {
  return { key: seriesKey(verification.series), value: JSON.stringify(verification) };
}
