import type { Finding, FindingKind, Severity } from "../../../../schemas/finding.ts";
import type { Change, Standing } from "./incidents-words.ts";

/** A row of the panel `incidents/list`. */
export type IncidentRow = {
  readonly id: string;
  readonly standing: Standing;
  readonly severity: Severity;
  readonly kind: FindingKind;
  readonly tenant: string;
  readonly product: string;
  readonly site: string;
  /** Of no series: what the cause is, such as an instance; empty where that is not known. */
  readonly place: string;
  readonly series_id: string;
  readonly asset: string;
  readonly instance: string;
  readonly opened_at: string;
  readonly resolved_at: string | null;
  readonly acknowledged_by: string;
  readonly assigned_to: string;
  readonly findings: number;
  readonly open_findings: number;
};

/** What `GET /api/v1/incidents/ID` answers. */
export type IncidentAnswer = {
  readonly id: string;
  readonly kind: FindingKind;
  readonly severity: Severity;
  readonly status: "open" | "acknowledged" | "resolved";
  readonly openedAt: string;
  readonly resolvedAt: string | null;
  readonly parent: string | null;
  readonly askedAt: string;
  readonly acknowledgedAt: string | null;
  readonly acknowledgedBy: string | null;
  readonly assignedTo: string | null;
  readonly flapsUntil: string | null;
  readonly findingsCount: number;
  readonly openCount: number;
  readonly findings: readonly Finding[];
  readonly changes: readonly {
    readonly at: string;
    readonly kind: Change;
    readonly severity: Severity;
    readonly finding: string | null;
    readonly author: string | null;
    readonly reason: string | null;
  }[];
  readonly deliveries: readonly {
    readonly pager: string;
    readonly reason: string;
    readonly createdAt: string;
    readonly sentAt: string | null;
    readonly givenUpAt: string | null;
  }[];
};

const SEVERITIES = ["critical", "warning", "info"] as const;

/** The finding that stands for an incident, as alerts/incident.ts chooses it. */
export function leadingOf({ findings }: IncidentAnswer): Finding | null {
  const open = findings.filter(({ resolvedAt }) => resolvedAt === null);
  const ranked = (open.length > 0 ? open : findings).toSorted(
    (one, other) =>
      SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity) ||
      Number(one.series !== null) - Number(other.series !== null) ||
      Date.parse(other.openedAt) - Date.parse(one.openedAt),
  );
  return ranked[0] ?? null;
}

/** As the panel says it: what was critical, resolved by itself and was seen by nobody. */
export function standingOf(incident: IncidentAnswer): Standing {
  const { status, severity, askedAt, acknowledgedAt } = incident;
  if (status !== "resolved" || severity !== "critical") return status;
  const isSeen = acknowledgedAt !== null && Date.parse(acknowledgedAt) >= Date.parse(askedAt);
  return isSeen ? "resolved" : "unseen";
}

/** What the series of a common cause have in common: its names; none where there is no cause. */
export function commonNames({ evidence }: Finding): readonly string[] {
  const { cause } = evidence;
  if (typeof cause !== "object" || cause === null) return [];
  return Object.values(cause).filter((name) => typeof name === "string");
}
