import { type Finding, SEVERITIES, type Severity } from "../schemas/finding.ts";
import { instantToJson } from "../schemas/instant.ts";
import { seriesKey } from "../schemas/series.ts";
import type { ChangeKind } from "./change-kinds.ts";
import { type INCIDENT_STATUSES, type Incident, leadingFinding } from "./incident.ts";

export type IncidentStatus = (typeof INCIDENT_STATUSES)[number];

/**
 * What is remembered of an incident beside its findings: it is all that the next change needs, so
 * that an incident of ten thousand findings costs no more than one of two.
 */
export type IncidentState = {
  readonly id: string;
  /** What its findings have in common beyond it; null where nothing joins by cause. */
  readonly cause: string | null;
  /** Of the finding that opened it: others join by cause around it. */
  readonly foundedAtMs: number;
  readonly openedAtMs: number;
  readonly resolvedAtMs: number | null;
  readonly status: IncidentStatus;
  readonly severity: Severity;
  /** Since it opened or came back. */
  readonly worst: Severity;
  readonly open: Readonly<Record<Severity, number>>;
  readonly findingsCount: number;
  /** Open findings whose parent is in the incident `parent`. */
  readonly openMembers: number;
  readonly parent: string | null;
  readonly askedAtMs: number;
  readonly firstAcknowledgedAtMs: number | null;
  readonly acknowledgedAtMs: number | null;
  readonly acknowledgedBy: string | null;
  readonly assignedAtMs: number | null;
  readonly assignedTo: string | null;
  /** The latest times that it came back. */
  readonly reopenedAtsMs: readonly number[];
  readonly flapsUntilMs: number | null;
};

/** A change of an incident, as its history tells it; a row of its own. */
export type IncidentChange = {
  readonly kind: ChangeKind;
  readonly atMs: number;
  readonly status: IncidentStatus;
  readonly severity: Severity;
  /** Of the finding that brought it; null where a person did. */
  readonly finding: { readonly id: string; readonly version: number } | null;
  readonly author: string | null;
  readonly reason: string | null;
};

/** A step of the state machine: the incident after something happened, and what changed by it. */
export type Step = {
  readonly incident: IncidentState;
  readonly changes: readonly IncidentChange[];
};

export function countOpen({ open }: Pick<IncidentState, "open">): number {
  return open.critical + open.warning + open.info;
}

/** The worst that is open; null where nothing is. */
export function worstOpen(open: IncidentState["open"]): Severity | null {
  return SEVERITIES.find((severity) => open[severity] > 0) ?? null;
}

export function isWorse(severity: Severity, than: Severity): boolean {
  return SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(than);
}

/** Acknowledged is who said so after the incident last asked, whichever was read first. */
export function statusOf(
  incident: Pick<IncidentState, "open" | "askedAtMs" | "acknowledgedAtMs">,
): IncidentStatus {
  if (countOpen(incident) === 0) return "resolved";
  const { acknowledgedAtMs, askedAtMs } = incident;
  return acknowledgedAtMs !== null && acknowledgedAtMs >= askedAtMs ? "acknowledged" : "open";
}

/** As people are told; `findings` in the order in which they opened, and at least one. */
export function toIncident(state: IncidentState, findings: readonly Finding[]): Incident {
  const leading = leadingFinding(findings);
  const openCount = countOpen(state);
  return {
    id: state.id,
    kind: leading.kind,
    severity: state.severity,
    series: leading.series && seriesKey(leading.series),
    status: state.status,
    openedAt: instantToJson(state.openedAtMs),
    resolvedAt: toJson(state.resolvedAtMs),
    parent: openCount > 0 && state.openMembers === openCount ? state.parent : null,
    askedAt: instantToJson(state.askedAtMs),
    acknowledgedAt: toJson(state.acknowledgedAtMs),
    acknowledgedBy: state.acknowledgedBy,
    assignedTo: state.assignedTo,
    flapsUntil: toJson(state.flapsUntilMs),
    findingsCount: state.findingsCount,
    openCount,
    findings,
  };
}

function toJson(atMs: number | null): string | null {
  return atMs === null ? null : instantToJson(atMs);
}
