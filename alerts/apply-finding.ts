import { type Finding, SEVERITIES } from "../schemas/finding.ts";
import { seriesKey } from "../schemas/series.ts";
import { identifyIncident } from "./identify-incident.ts";
import type { Incident } from "./incident.ts";

/**
 * The incident after a finding has changed; `before` itself where that version or a later one was
 * seen already. It is open while any of its findings is, and then as severe as the worst of those;
 * resolved, as the worst of all.
 */
export function applyFinding(before: Incident | null, finding: Finding): Incident {
  const known = before?.findings.find(({ id }) => id === finding.id);
  if (before && known && known.version >= finding.version) return before;
  const others = before?.findings.filter(({ id }) => id !== finding.id) ?? [];
  const findings = [...others, finding].sort(byOpening);
  const open = findings.filter(({ resolvedAt }) => resolvedAt === null);
  const leading = leadingFinding(findings);
  return {
    id: identifyIncident(finding),
    kind: leading.kind,
    severity: leading.severity,
    series: finding.series && seriesKey(finding.series),
    status: statusAfter(before, open.length > 0),
    openedAt: (findings[0] ?? finding).openedAt,
    resolvedAt: open.length > 0 ? null : lastResolution(findings),
    findings,
  };
}

/**
 * The finding that stands for the incident: of the open ones, or of all where none is, the worst;
 * the latest of equals.
 */
export function leadingFinding(findings: readonly Finding[]): Finding {
  const open = findings.filter(({ resolvedAt }) => resolvedAt === null);
  const candidates = open.length > 0 ? open : findings;
  return candidates.reduce((worst, finding) => (rank(finding) <= rank(worst) ? finding : worst));
}

/** Whether the cause of all that is open is an incident of its own. */
export function hasParent({ findings }: Pick<Incident, "findings">): boolean {
  const open = findings.filter(({ resolvedAt }) => resolvedAt === null);
  return open.length > 0 && open.every(({ parent }) => parent !== null);
}

function statusAfter(before: Incident | null, isOpen: boolean): Incident["status"] {
  if (!isOpen) return "resolved";
  return before?.status === "acknowledged" ? "acknowledged" : "open";
}

function byOpening(one: Finding, other: Finding): number {
  return Date.parse(one.openedAt) - Date.parse(other.openedAt) || (one.id < other.id ? -1 : 1);
}

function lastResolution(findings: readonly Finding[]): string | null {
  const times = findings.flatMap(({ resolvedAt }) => resolvedAt ?? []);
  return times.sort((one, other) => Date.parse(one) - Date.parse(other)).at(-1) ?? null;
}

function rank(finding: Finding): number {
  return SEVERITIES.indexOf(finding.severity);
}
