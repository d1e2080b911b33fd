import { type Incident, leadingFinding } from "../../../alerts/incident.ts";
import { type Principal, seesTenant } from "../../../schemas/access.ts";
import { seriesKey } from "../../../schemas/series.ts";

/**
 * An incident as somebody may see it: without the common cause and the findings of others, and
 * null where nothing is left of it.
 */
export function incidentFor(incident: Incident, principal: Principal): Incident | null {
  if (principal.tenants === null) return incident;
  const findings = incident.findings.filter(({ series }) =>
    seesTenant(principal, series?.tenant ?? null),
  );
  if (findings.length === 0) return null;
  const { kind, series } = leadingFinding(findings);
  const parent = null;
  // The common cause is nobody's alone: not even its name tells what others share.
  const shown = findings.map((finding) => ({ ...finding, parent }));
  return { ...incident, kind, series: series && seriesKey(series), parent, findings: shown };
}
