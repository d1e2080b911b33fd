import { type Incident, leadingFinding } from "../../../alerts/incident.ts";
import { readIncidentOf } from "../../../alerts/select-incidents.ts";
import type { StateTransaction } from "../../../platform/state/state-store.ts";
import { type Principal, seesTenant } from "../../../schemas/access.ts";
import { seriesKey } from "../../../schemas/series.ts";

/**
 * An incident as somebody may see it: without the common cause and the findings of others, and
 * null where nothing is left of it. Its parent is told where it is among those that they may see.
 */
export function incidentFor(
  incident: Incident,
  principal: Principal,
  parents: ReadonlySet<string>,
): Incident | null {
  if (principal.tenants === null) return incident;
  const findings = incident.findings.filter(({ series }) =>
    seesTenant(principal, series?.tenant ?? null),
  );
  if (findings.length === 0) return null;
  const { kind, series } = leadingFinding(findings);
  // The common cause is nobody's alone: not even its name tells what others share.
  const shown = findings.map((finding) => ({ ...finding, parent: null }));
  const parent = parents.has(incident.parent ?? "") ? incident.parent : null;
  return { ...incident, kind, series: series && seriesKey(series), parent, findings: shown };
}

/** Those of some incidents' parents that somebody may see themselves. */
export async function seenParents(
  transaction: StateTransaction,
  incidents: readonly Incident[],
  principal: Principal,
): Promise<ReadonlySet<string>> {
  const { tenants } = principal;
  const seen = new Set<string>();
  // Who sees all is told as it is.
  if (tenants === null) return seen;
  const parents = new Set(incidents.flatMap(({ parent }) => parent ?? []));
  for (const id of parents) {
    const parent = await readIncidentOf(transaction, id, tenants);
    if (parent && incidentFor(parent, principal, seen)) seen.add(id);
  }
  return seen;
}
