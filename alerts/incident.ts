import { z } from "zod";
import { FINDING_KINDS, type Finding, SEVERITIES } from "../schemas/finding.ts";

export const INCIDENT_STATUSES = ["open", "acknowledged", "resolved"] as const;

const instant = z.iso.datetime({ offset: true });

/** Findings with one cause, as people are told. `series` is the series key. */
export const incidentSchema = z.object({
  id: z.string(),
  kind: z.enum(FINDING_KINDS),
  severity: z.enum(SEVERITIES),
  series: z.string().nullable(),
  status: z.enum(INCIDENT_STATUSES),
  openedAt: instant,
  resolvedAt: instant.nullable(),
});

/**
 * An incident with its findings, each in the version last seen, in the order in which they opened.
 */
export type Incident = z.infer<typeof incidentSchema> & { readonly findings: readonly Finding[] };
