import { parseCron } from "../../platform/calendar/parse-cron.ts";
import type { Clock } from "../../platform/clock/clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { EventLog } from "../../platform/log/event-log.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import type { Vault } from "../../platform/objects/open-object.ts";
import type { StateStore } from "../../platform/state/state-store.ts";
import type { Store } from "../../platform/store/store.ts";
import type { RereadConfig } from "../../schemas/vault.ts";
import { chooseDue } from "./choose-due.ts";
import { type Hashing, openHashing } from "./hashing/open-hashing.ts";
import { openReadings, type Readings, readingId } from "./open-readings.ts";
import { readNight } from "./read-night.ts";
import { readStoredCopies } from "./read-stored-copies.ts";

export type RereadingOptions = {
  readonly log: EventLog;
  /** The connection for verdicts. */
  readonly store: Store;
  readonly state: StateStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Those that nobody else reads again. */
  readonly vaults: readonly Vault[];
  readonly reread: RereadConfig;
};

/**
 * Reads the copies of `vaults` again, each night for as many bytes as the budget has, whatever was
 * longest unread first. What was read and spent is kept copy by copy: one that is broken off is
 * read from its beginning, as Node gives the state of a hash to nobody who could keep it.
 */
export async function startRereading(
  options: RereadingOptions,
): Promise<{ stop(): Promise<void> }> {
  const { clock, logger, reread, state, vaults } = options;
  if (vaults.length === 0) return { stop: async () => undefined };
  const occurrences = parseCron(reread.cron, reread.zone);
  const readings = await openReadings(state);
  const threads = Array.from({ length: reread.together }, openHashing);
  const stopping = new AbortController();
  let doneAtMs = Number.NEGATIVE_INFINITY;

  const recurring = clock.everyMinute(async () => {
    const nightAtMs = occurrences.previous(clock.nowMs());
    if (nightAtMs === null || nightAtMs <= doneAtMs || stopping.signal.aborted) return;
    try {
      await holdNight(nightAtMs, { ...options, readings, threads, signal: stopping.signal });
      doneAtMs = nightAtMs;
    } catch (error) {
      if (stopping.signal.aborted && error instanceof OperatingError) return;
      if (!(error instanceof OperatingError && error.retryable)) throw error;
      logger.warn({ err: error, hint: error.hint }, "reading copies again failed; it goes on");
    }
  });
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(threads.map((thread) => thread.stop()));
      await recurring.stop();
    },
  };
}

type NightOptions = RereadingOptions & {
  readonly readings: Readings;
  readonly threads: readonly Hashing[];
  readonly signal: AbortSignal;
};

async function holdNight(nightAtMs: number, options: NightOptions): Promise<void> {
  const { store, readings, vaults, logger } = options;
  const copies = await readStoredCopies(store);
  const tried = await readings.listTried();
  const due = chooseDue(copies, { vaults, tried, nightAtMs });
  const read = await readNight(due, { ...options, nightAtMs });
  const present = new Set(copies.map(({ copy }) => readingId(copy)));
  await readings.forget([...tried.keys()].filter((id) => !present.has(id)));
  logger.info({ ...read, due: due.length }, "read copies again");
}
