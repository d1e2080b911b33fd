import type { Clock } from "../platform/clock/clock.ts";
import type { StateStore } from "../platform/state/state-store.ts";
import { readIncident } from "./incident-rows.ts";
import { queueTellings } from "./queue-tellings.ts";
import { openGround, type PolicyGround } from "./telling-ground.ts";
import { readDueIncidents } from "./told-rows.ts";

/** Looked at in one transaction. */
const INCIDENTS_MAX = 200;

/** So many transactions; what is left then is looked at the next time. */
const TRANSACTIONS_MAX = 100;

type Options = PolicyGround & { readonly state: StateStore; readonly clock: Clock };

/** Looks again at every incident of which something has waited long enough; whether any has. */
export async function tellDue(options: Options): Promise<boolean> {
  const nowMs = options.clock.nowMs();
  for (let count = 0; count < TRANSACTIONS_MAX; count += 1) {
    const looked = await tellSome(options, nowMs);
    if (looked < INCIDENTS_MAX) return looked + count > 0;
  }
  return true;
}

/** At how many it looked. Each then waits until later, or for nothing. */
function tellSome(options: Options, nowMs: number): Promise<number> {
  return options.state.transact(async (transaction) => {
    const ids = await readDueIncidents(transaction, { nowMs, incidentsMax: INCIDENTS_MAX });
    if (ids.length === 0) return 0;
    const incidents = [];
    for (const id of ids) incidents.push((await readIncident(transaction, id)) ?? []);
    await queueTellings(
      transaction,
      incidents.flat(),
      await openGround(transaction, options, nowMs),
    );
    return ids.length;
  });
}
