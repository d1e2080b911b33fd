import type { StateTransaction } from "../platform/state/state-store.ts";
import type { Finding } from "../schemas/finding.ts";
import { applyFinding, hasParent, leadingFinding } from "./apply-finding.ts";
import { decideTelling, type TellingReason } from "./decide-telling.ts";
import { identifyIncident } from "./identify-incident.ts";
import type { Incident } from "./incident.ts";
import { readIncident, writeIncident } from "./incident-rows.ts";
import { countTellings, readTold, writeTelling } from "./outbox-rows.ts";
import type { Pager } from "./pager.ts";

type Options = {
  readonly pagers: readonly Pager[];
  readonly boardUrl: string;
  readonly nowMs: number;
};

/**
 * Brings incidents up to a batch of findings, and puts into the outbox what then needs telling,
 * all in one transaction. A version seen already changes nothing, so that a batch may come again.
 * Telling is decided after the whole batch: a `late` that became `missing` in it is told as that.
 */
export async function recordFindings(
  transaction: StateTransaction,
  findings: readonly Finding[],
  options: Options,
): Promise<void> {
  const changed = new Map<string, Incident>();
  for (const finding of findings) {
    const before = await readIncident(transaction, identifyIncident(finding));
    const after = applyFinding(before, finding);
    if (after === before) continue;
    await writeIncident(transaction, after, { findingId: finding.id, changedAtMs: options.nowMs });
    changed.set(after.id, after);
  }
  for (const incident of changed.values()) {
    for (const pager of options.pagers)
      await queueTelling(transaction, { incident, pager }, options);
  }
}

async function queueTelling(
  transaction: StateTransaction,
  { incident, pager }: { readonly incident: Incident; readonly pager: Pager },
  { boardUrl, nowMs }: Options,
): Promise<void> {
  const told = await readTold(transaction, pager.name, incident.id);
  const subject = { ...incident, hasParent: hasParent(incident) };
  const reason = decideTelling(subject, told, pager.severities);
  if (reason === "none") return;
  const number = (await countTellings(transaction, pager.name, incident.id)) + 1;
  const telling = composeTelling(incident, { reason, number, boardUrl });
  await writeTelling(transaction, telling, { pager: pager.name, number, nowMs });
}

function composeTelling(
  incident: Incident,
  telling: { readonly reason: TellingReason; readonly number: number; readonly boardUrl: string },
) {
  const { reason, number, boardUrl } = telling;
  return {
    dedupKey: `${incident.id}-${number}-${reason}`,
    reason,
    incident: { ...incident, findings: incident.findings.map(({ id }) => id) },
    finding: leadingFinding(incident.findings),
    boardUrl,
  };
}
