import { z } from "zod";
import type { StateRow, StateTransaction } from "../platform/state/state-store.ts";
import { findingSchema, SEVERITIES } from "../schemas/finding.ts";
import { FINDINGS_CARRIED_MAX, INCIDENT_STATUSES, type Incident } from "./incident.ts";
import { type IncidentState, toIncident } from "./incident-state.ts";

const COLUMNS = `id, severity, status, opened_at, resolved_at, cause,
  founded_at_ms, worst, open_critical, open_warning, open_info, findings_count, open_members,
  parent, asked_at_ms, first_acknowledged_at_ms, acknowledged_at_ms, acknowledged_by,
  assigned_at_ms, assigned_to, reopened_ats_ms, flaps_until_ms`;

const atMs = z.coerce.number();
const maybeAtMs = atMs.nullable();

const stateRowSchema = z
  .object({
    id: z.string(),
    severity: z.enum(SEVERITIES),
    status: z.enum(INCIDENT_STATUSES),
    opened_at: z.string(),
    resolved_at: z.string().nullable(),
    cause: z.string().nullable(),
    founded_at_ms: atMs,
    worst: z.enum(SEVERITIES),
    open_critical: z.coerce.number(),
    open_warning: z.coerce.number(),
    open_info: z.coerce.number(),
    findings_count: z.coerce.number(),
    open_members: z.coerce.number(),
    parent: z.string().nullable(),
    asked_at_ms: atMs,
    first_acknowledged_at_ms: maybeAtMs,
    acknowledged_at_ms: maybeAtMs,
    acknowledged_by: z.string().nullable(),
    assigned_at_ms: maybeAtMs,
    assigned_to: z.string().nullable(),
    reopened_ats_ms: z.string(),
    flaps_until_ms: maybeAtMs,
  })
  .transform(
    (row): IncidentState => ({
      ...{ id: row.id, severity: row.severity, status: row.status, worst: row.worst },
      openedAtMs: Date.parse(row.opened_at),
      resolvedAtMs: row.resolved_at === null ? null : Date.parse(row.resolved_at),
      // One of an earlier Vigie asked when it opened.
      askedAtMs: row.asked_at_ms || Date.parse(row.opened_at),
      ...{ cause: row.cause, foundedAtMs: row.founded_at_ms },
      open: { critical: row.open_critical, warning: row.open_warning, info: row.open_info },
      ...{ findingsCount: row.findings_count, openMembers: row.open_members, parent: row.parent },
      firstAcknowledgedAtMs: row.first_acknowledged_at_ms,
      ...{ acknowledgedAtMs: row.acknowledged_at_ms, acknowledgedBy: row.acknowledged_by },
      ...{ assignedAtMs: row.assigned_at_ms, assignedTo: row.assigned_to },
      reopenedAtsMs: z.array(z.number()).parse(JSON.parse(row.reopened_ats_ms)),
      flapsUntilMs: row.flaps_until_ms,
    }),
  );

const bodyRowSchema = z.object({ body: z.string() });

/** One incident with its findings; null where there is none of that id. */
export async function readIncident(
  transaction: StateTransaction,
  id: string,
): Promise<Incident | null> {
  const state = await readState(transaction, id);
  return state && withFindings(transaction, state);
}

/** What an incident remembers; null where there is none of that id. */
export async function readState(
  transaction: StateTransaction,
  id: string,
): Promise<IncidentState | null> {
  const [row] = await transaction.all(`SELECT ${COLUMNS} FROM incidents WHERE id = ?`, id);
  return row ? stateRowSchema.parse(row) : null;
}

/** The newest `incidentsMax`, those not resolved first. */
export async function readIncidents(
  transaction: StateTransaction,
  incidentsMax: number,
): Promise<readonly Incident[]> {
  const rows = await transaction.all(
    `SELECT ${COLUMNS} FROM incidents
     ORDER BY CASE status WHEN 'resolved' THEN 1 ELSE 0 END, opened_at DESC, id LIMIT ?`,
    incidentsMax,
  );
  return toIncidents(transaction, rows);
}

/** Those whose id begins so, in its order. */
export async function findIncidents(
  transaction: StateTransaction,
  head: string,
  incidentsMax: number,
): Promise<readonly Incident[]> {
  const rows = await transaction.all(
    `SELECT ${COLUMNS} FROM incidents WHERE substr(id, 1, ?) = ? ORDER BY id LIMIT ?`,
    ...[head.length, head, incidentsMax],
  );
  return toIncidents(transaction, rows);
}

/** An incident with the findings that it carries. */
export async function withFindings(
  transaction: StateTransaction,
  state: IncidentState,
): Promise<Incident> {
  const rows = await transaction.all(
    `SELECT body FROM incident_findings WHERE incident = ?
     ORDER BY is_open DESC, severity_rank, is_common DESC, opened_at_ms DESC, finding LIMIT ?`,
    state.id,
    FINDINGS_CARRIED_MAX,
  );
  const findings = rows
    .map((row) => findingSchema.parse(JSON.parse(bodyRowSchema.parse(row).body)))
    .sort((one, other) => Date.parse(one.openedAt) - Date.parse(other.openedAt));
  return toIncident(state, findings);
}

async function toIncidents(transaction: StateTransaction, rows: readonly StateRow[]) {
  const incidents: Incident[] = [];
  for (const row of rows)
    incidents.push(await withFindings(transaction, stateRowSchema.parse(row)));
  return incidents;
}
