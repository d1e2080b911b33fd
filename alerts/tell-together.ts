import type { StateTransaction } from "../platform/state/state-store.ts";
import { composeSummary, type ListedIncident } from "./compose-message.ts";
import { type Gathering, markGathered, readGathered } from "./gathered-rows.ts";
import { readIncident } from "./incident-rows.ts";
import { writeSummary } from "./outbox-rows.ts";
import { RECORD } from "./policy/alert-policy.ts";
import { readLeading } from "./read-leading.ts";
import type { TellingGround } from "./telling-ground.ts";

/** So many are listed; of the rest it says how many. */
const LISTED_MAX = 20;

const REASONS = { digest: "digest", limit: "more" } as const;

/** Tells in one message of every incident whose wait for it is over, the worst first. */
export async function tellTogether(
  transaction: StateTransaction,
  gathering: Gathering,
  { nowMs, boardUrl, policy }: TellingGround,
): Promise<void> {
  const { pager, route: name, waitsFor } = gathering;
  const bounds = { nowMs, incidentsMax: LISTED_MAX };
  const { incidents, count } = await readGathered(transaction, gathering, bounds);
  const listed: ListedIncident[] = [];
  for (const { incident: id, severity, finding } of incidents) {
    const incident = await readIncident(transaction, id);
    if (!incident) continue;
    const leading = await readLeading(transaction, incident, finding);
    listed.push({ incident, finding: leading, severity: severity ?? incident.severity });
  }
  const [worst] = listed;
  if (worst === undefined) return;
  const route =
    policy.routes.find((one) => one.name === name && one.to[0] === pager) ??
    ({ ...RECORD, name, to: [pager] } as const);
  const reason = REASONS[waitsFor];
  // More than one may be told at an instant, but of an incident no more than one.
  const dedupKey = `${reason}-${name}-${nowMs}-${worst.incident.id}`;
  const together = { reason, dedupKey, more: count - listed.length, boardUrl };
  await writeSummary(transaction, composeSummary(listed, together), {
    ...{ route, severity: worst.severity, nowMs },
  });
  await markGathered(transaction, gathering, {
    ...{ message: dedupKey, nowMs, remindMs: route.remindMs },
  });
}
