import type { Clock } from "../../platform/clock/clock.ts";
import type { EventLog } from "../../platform/log/event-log.ts";
import type { StateStore } from "../../platform/state/state-store.ts";
import { NO_TELEMETRY, type Telemetry } from "../../platform/telemetry/telemetry.ts";
import type { Acceptor } from "./acceptance.ts";
import { createTaking } from "./create-taking.ts";
import { guardTaking } from "./guard-taking.ts";
import { openIdentities } from "./open-identities.ts";

type Options = {
  readonly log: Pick<EventLog, "append">;
  readonly state: StateStore;
  readonly clock: Clock;
  /** How far ahead of our clock a sender's may be. */
  readonly aheadMaxMs: number;
  readonly identitiesKeptMs: number;
  readonly telemetry?: Telemetry;
};

/**
 * The one way into `vigie.events`, on this thread: what is no event, may not be said, or
 * contradicts what was said goes to `vigie.rejects`.
 */
export async function createAcceptor(options: Options): Promise<Acceptor> {
  const { log, state, clock, aheadMaxMs, telemetry = NO_TELEMETRY } = options;
  const identities = await openIdentities(state, options.identitiesKeptMs);
  const take = createTaking({ log, identities, clock, aheadMaxMs });
  return guardTaking(take, { clock, telemetry });
}
