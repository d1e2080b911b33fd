import { z } from "zod";
import type { StateTransaction } from "../platform/state/state-store.ts";
import type { Finding } from "../schemas/finding.ts";
import type { JoinedBy } from "./apply-finding.ts";
import { causeOf, subjectOf } from "./cause-of.ts";
import { findByCause, findBySlot, findBySubject, readKnown, readTenant } from "./finding-rows.ts";
import { identifySlot } from "./identify-incident.ts";
import type { IncidentState } from "./incident-state.ts";
import { GROUP_WINDOW_MS, REOPEN_WINDOW_MS } from "./incident-windows.ts";

/** Of a common cause: the first of the findings that it stands for. */
const firstSchema = z.array(z.string()).max(100);

type Ground = {
  readonly transaction: StateTransaction;
  /** An incident as it stands within the transaction. */
  readonly stateOf: (id: string) => Promise<IncidentState>;
};

type Place = { readonly incident: string; readonly joinedBy: JoinedBy };

/**
 * The incident that a finding which is in none yet joins, and by what; null where it opens one. In
 * this order: that of its slot, of its parent, of the findings that it is the parent of, of what it
 * is about where that ended a short while ago, and of its cause.
 */
export async function placeFinding(finding: Finding, ground: Ground): Promise<Place | null> {
  return (
    (await bySlot(finding, ground)) ??
    (await byParent(finding, ground)) ??
    (await byMembers(finding, ground)) ??
    (await byReturn(finding, ground)) ??
    (await byCause(finding, ground))
  );
}

async function bySlot(finding: Finding, { transaction }: Ground): Promise<Place | null> {
  const slot = identifySlot(finding);
  const incident = slot && (await findBySlot(transaction, slot));
  return incident ? { incident, joinedBy: "slot" } : null;
}

/** A cause may be that of several tenants, each of which has an incident of its own. */
async function byParent({ parent, series }: Finding, ground: Ground): Promise<Place | null> {
  const known = parent === null ? null : await readKnown(ground.transaction, parent);
  if (!known) return null;
  const tenant = series && (await readTenant(ground.transaction, known.incident));
  if (series && tenant !== null && tenant !== series.tenant) return null;
  return { incident: known.incident, joinedBy: "parent" };
}

/** A common cause is seen once some of what it explains has been told. */
async function byMembers(finding: Finding, ground: Ground): Promise<Place | null> {
  if (finding.series !== null) return null;
  for (const member of firstSchema.safeParse(finding.evidence["first"]).data ?? []) {
    const known = await readKnown(ground.transaction, member);
    if (known && (await isUnattended(known.incident, finding, ground)))
      return { incident: known.incident, joinedBy: "parent" };
  }
  return null;
}

async function byReturn(finding: Finding, { transaction }: Ground): Promise<Place | null> {
  const subject = subjectOf(finding);
  const last = subject === null ? null : await findBySubject(transaction, subject);
  if (!last || last.resolvedAtMs === null) return null;
  const goneMs = Date.parse(finding.openedAt) - last.resolvedAtMs;
  if (goneMs < 0 || goneMs > REOPEN_WINDOW_MS) return null;
  return { incident: last.incident, joinedBy: "return" };
}

async function byCause(finding: Finding, ground: Ground): Promise<Place | null> {
  const cause = causeOf(finding);
  if (cause === null) return null;
  const atMs = Date.parse(finding.openedAt);
  const span = { fromMs: atMs - GROUP_WINDOW_MS, toMs: atMs + GROUP_WINDOW_MS };
  const incident = await findByCause(ground.transaction, cause, span);
  if (incident === null || !(await isUnattended(incident, finding, ground))) return null;
  return { incident, joinedBy: "cause" };
}

/** Nobody had looked at it, and it was not over, when the finding opened. */
async function isUnattended(
  incident: string,
  { openedAt }: Finding,
  { stateOf }: Ground,
): Promise<boolean> {
  const { firstAcknowledgedAtMs, resolvedAtMs } = await stateOf(incident);
  const atMs = Date.parse(openedAt);
  return atMs <= (firstAcknowledgedAtMs ?? atMs) && atMs <= (resolvedAtMs ?? atMs);
}
