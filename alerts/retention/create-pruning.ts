import type { Clock } from "../../platform/clock/clock.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import type { StateStore, StateTransaction } from "../../platform/state/state-store.ts";
import type { Mirror } from "../mirror/create-mirror.ts";
import { pruneIncidents, slimIncidents } from "./prune-incidents.ts";
import { pruneSaid, pruneSummaries } from "./prune-said.ts";

const EVERY_MS = 3_600_000;
/** Of each kind in one round; what is left then goes in the next. */
const TRANSACTIONS_MAX = 10;

export type Retention = {
  /** From the end of an incident on. */
  readonly incidentsMs: number;
  /** From the end of their incident on. */
  readonly messagesMs: number;
};

type Options = {
  readonly state: StateStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly retention: Retention;
  /** By which the store is told; absent where it is told nothing. */
  readonly mirror?: Pick<Mirror, "isTrue"> | undefined;
};

/** Lets go what has been over for long, each hour; each call does nothing until it is time. */
export function createPruning(options: Options): () => Promise<void> {
  const { state, clock, logger, retention, mirror } = options;
  const isMirrored = mirror !== undefined;
  let nextAtMs = Number.NEGATIVE_INFINITY;

  /** A round that is lost is done again. */
  async function repeat(step: (transaction: StateTransaction) => Promise<number>) {
    let sum = 0;
    for (let count = 0; count < TRANSACTIONS_MAX; count += 1) {
      const gone = await state.transact(step, { mayBeLost: true });
      sum += gone;
      if (gone === 0) break;
    }
    return sum;
  }

  return async () => {
    const nowMs = clock.nowMs();
    // What goes is from then on in the store alone.
    if (nowMs < nextAtMs || mirror?.isTrue() === false) return;
    nextAtMs = nowMs + EVERY_MS;
    const old = { beforeMs: nowMs - retention.incidentsMs, isMirrored };
    const told = { beforeMs: nowMs - retention.messagesMs, isMirrored };
    const incidents = await repeat((is) => pruneIncidents(is, old));
    const slimmed = await repeat((is) => slimIncidents(is, told));
    const summaries = await repeat((is) => pruneSummaries(is, told));
    await repeat((is) => pruneSaid(is, old));
    if (incidents + slimmed + summaries > 0)
      logger.info({ incidents, slimmed, summaries }, "Old incidents and messages were let go");
  };
}
