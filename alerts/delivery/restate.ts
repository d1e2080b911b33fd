import type { Clock } from "../../platform/clock/clock.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import type { StateStore } from "../../platform/state/state-store.ts";
import type { Outcome, Pager } from "../pager.ts";
import { findPagerFailed, noteFailure, noteSuccess } from "./note-health.ts";
import { readStandings } from "./read-standings.ts";

type Options = {
  readonly state: StateStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** A pager that fails for so long is a finding. */
  readonly fallbackAfterMs: number;
};

/**
 * Says again all that stands, as it lies in the state, to a pager that wants that: at once, and
 * then as often as it asks. Each call does nothing until it is time.
 */
export function createRestatement(
  { name, restate }: Pick<Pager, "name" | "restate">,
  options: Options,
): () => Promise<void> {
  const { state, clock, logger } = options;
  let nextAtMs = Number.NEGATIVE_INFINITY;
  let failed = false;

  return async () => {
    const nowMs = clock.nowMs();
    if (!restate || nowMs < nextAtMs) return;
    nextAtMs = nowMs + restate.everyMs;
    const outcome = await sayPages(restate);
    if (outcome === null) return;
    await state.transact((transaction) => noteOutcome(transaction, outcome));
    if (!outcome.sent && !failed)
      logger.warn({ pager: name, reason: outcome.reason }, "Could not say again what is open");
    if (outcome.sent && failed) logger.info({ pager: name }, "What is open is said again");
    failed = !outcome.sent;
  };

  /** Null where nothing stands. */
  async function sayPages(to: NonNullable<Pager["restate"]>): Promise<Outcome | null> {
    let outcome: Outcome | null = null;
    for (let after = ""; ; ) {
      const at = { nowMs: clock.nowMs(), after };
      const page = await state.transact((transaction) => readStandings(transaction, name, at));
      if (page.lastIncident === null) return outcome;
      outcome = await to.send(page.standings);
      if (!outcome.sent) return outcome;
      after = page.lastIncident;
    }
  }

  async function noteOutcome(
    transaction: Parameters<typeof noteSuccess>[0],
    outcome: Outcome,
  ): Promise<void> {
    const nowMs = clock.nowMs();
    if (outcome.sent) return noteSuccess(transaction, name, nowMs);
    const failure = { pager: name, reason: outcome.reason };
    const health = await noteFailure(transaction, failure, nowMs);
    if (nowMs >= (health.failingSinceMs ?? nowMs) + options.fallbackAfterMs)
      await findPagerFailed(transaction, health, nowMs);
  }
}
