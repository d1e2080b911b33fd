import type { EventLog } from "../../platform/log/event-log.ts";
import type { StateStore } from "../../platform/state/state-store.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { markPublished, readPagersHealth } from "./pager-health-rows.ts";

/**
 * Writes what was found of pagers to the log, where incidents come from: then it is remembered. A
 * kill between the two writes the same version again, which changes nothing.
 */
export async function publishPagerFindings(log: EventLog, state: StateStore): Promise<void> {
  for (const { pager, finding, isPublished } of await state.transact(readPagersHealth)) {
    if (finding === null || isPublished) continue;
    await log.append(TOPICS.findings, [{ key: finding.id, value: JSON.stringify(finding) }]);
    await state.transact((transaction) => markPublished(transaction, pager, finding));
  }
}
