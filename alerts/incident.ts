import { z } from "zod";
import { FINDING_KINDS, type Finding, SEVERITIES } from "../schemas/finding.ts";

export const INCIDENT_STATUSES = ["open", "acknowledged", "resolved"] as const;

/** So many of an incident's findings are carried with it, the worst of those open first. */
export const FINDINGS_CARRIED_MAX = 20;

const instant = z.iso.datetime({ offset: true });

/** Findings with one cause, as people are told. Kind and series (its key) are the leading one's. */
export const incidentSchema = z.object({
  id: z.string(),
  kind: z.enum(FINDING_KINDS),
  /** The worst of what is open; once resolved, the worst that it was. */
  severity: z.enum(SEVERITIES),
  series: z.string().nullable(),
  status: z.enum(INCIDENT_STATUSES),
  openedAt: instant,
  resolvedAt: instant.nullable(),
  /** The incident of the parents of all that is open here. */
  parent: z.string().nullable(),
  /** When it last asked for somebody: it opened, got worse, or came back. */
  askedAt: instant,
  /** Where this lies before `askedAt`, nobody has heard of what came since. */
  acknowledgedAt: instant.nullable(),
  acknowledgedBy: z.string().nullable(),
  assignedTo: z.string().nullable(),
  /** It opens and resolves again and again, and counts as calm from then on; null: it does not. */
  flapsUntil: instant.nullable(),
  findingsCount: z.int(),
  openCount: z.int(),
});

/**
 * An incident with its findings, each in the version last seen, in the order in which they opened:
 * of more than `FINDINGS_CARRIED_MAX`, the worst of those open.
 */
export type Incident = z.infer<typeof incidentSchema> & { readonly findings: readonly Finding[] };

/**
 * The finding that stands for an incident: of the open ones, or of all where none is, the worst; of
 * equals a common cause of others, then the latest.
 */
export function leadingFinding(findings: readonly Finding[]): Finding {
  const open = findings.filter(({ resolvedAt }) => resolvedAt === null);
  const candidates = open.length > 0 ? open : findings;
  return candidates.reduce((best, finding) => (compare(finding, best) <= 0 ? finding : best));
}

/** Resolved by itself, and nobody had said that they saw it. */
export function isUnseen(
  incident: Pick<Incident, "status" | "severity" | "askedAt" | "acknowledgedAt">,
): boolean {
  const { status, severity, askedAt, acknowledgedAt } = incident;
  if (status !== "resolved" || severity !== "critical") return false;
  return acknowledgedAt === null || Date.parse(acknowledgedAt) < Date.parse(askedAt);
}

function compare(one: Finding, other: Finding): number {
  return (
    SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity) ||
    Number(one.series !== null) - Number(other.series !== null) ||
    Date.parse(other.openedAt) - Date.parse(one.openedAt)
  );
}
