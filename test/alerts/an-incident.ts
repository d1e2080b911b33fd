import { openIncident } from "../../alerts/apply-finding.ts";
import { identifyIncident } from "../../alerts/identify-incident.ts";
import type { Incident } from "../../alerts/incident.ts";
import { toIncident } from "../../alerts/incident-state.ts";
import type { Finding } from "../../schemas/finding.ts";

/** An incident of one finding, open, other than in what is given. */
export function anIncident(finding: Finding, changes: Partial<Incident> = {}): Incident {
  const atMs = Date.parse(finding.resolvedAt ?? finding.openedAt);
  const ids = { id: identifyIncident(finding), cause: null };
  const { incident } = openIncident({ finding, atMs, memberOf: null }, ids);
  return { ...toIncident(incident, [finding]), ...changes };
}
