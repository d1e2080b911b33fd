import assert from "node:assert";
import { z } from "zod";
import type { StateRow, StateTransaction } from "../platform/state/state-store.ts";
import { findingSchema } from "../schemas/finding.ts";
import { type Incident, incidentSchema } from "./incident.ts";

const COLUMNS = "id, kind, severity, series, status, opened_at, resolved_at";

const incidentRowSchema = z
  .object({ opened_at: z.string(), resolved_at: z.string().nullable() })
  .loose()
  .transform((row) =>
    incidentSchema.parse({ ...row, openedAt: row.opened_at, resolvedAt: row.resolved_at }),
  );

const bodyRowSchema = z.object({ body: z.string() });

/** One incident with its findings; null where there is none of that id. */
export async function readIncident(
  transaction: StateTransaction,
  id: string,
): Promise<Incident | null> {
  const [row] = await transaction.all(`SELECT ${COLUMNS} FROM incidents WHERE id = ?`, id);
  return row ? withFindings(transaction, row) : null;
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
  const incidents: Incident[] = [];
  for (const row of rows) incidents.push(await withFindings(transaction, row));
  return incidents;
}

/**
 * Writes an incident as it stands after one of its findings changed, and the change as a row of
 * its own.
 */
export async function writeIncident(
  transaction: StateTransaction,
  incident: Incident,
  change: { readonly findingId: string; readonly changedAtMs: number },
): Promise<void> {
  const finding = incident.findings.find(({ id }) => id === change.findingId);
  assert(finding, "a change is of one of the incident's findings");
  const { id, kind, severity, series, status, openedAt, resolvedAt } = incident;
  await transaction.run(
    `INSERT INTO incidents (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, severity = excluded.severity,
       series = excluded.series, status = excluded.status, opened_at = excluded.opened_at,
       resolved_at = excluded.resolved_at`,
    ...[id, kind, severity, series, status, openedAt, resolvedAt],
  );
  await transaction.run(
    `INSERT INTO incident_findings (incident, finding, version, body) VALUES (?, ?, ?, ?)
     ON CONFLICT (incident, finding) DO UPDATE SET version = excluded.version, body = excluded.body`,
    ...[id, finding.id, finding.version, JSON.stringify(finding)],
  );
  await transaction.run(
    `INSERT INTO incident_changes
       (incident, number, changed_at_ms, finding, finding_version, status, severity)
     SELECT ?, count(*) + 1, ?, ?, ?, ?, ? FROM incident_changes WHERE incident = ?`,
    ...[id, change.changedAtMs, finding.id, finding.version, status, severity, id],
  );
}

async function withFindings(transaction: StateTransaction, row: StateRow): Promise<Incident> {
  const incident = incidentRowSchema.parse(row);
  const rows = await transaction.all(
    "SELECT body FROM incident_findings WHERE incident = ?",
    incident.id,
  );
  const findings = rows
    .map((finding) => findingSchema.parse(JSON.parse(bodyRowSchema.parse(finding).body)))
    .sort((one, other) => Date.parse(one.openedAt) - Date.parse(other.openedAt));
  return { ...incident, findings };
}
