import type { StateTransaction } from "../platform/state/state-store.ts";
import { instantToJson } from "../schemas/instant.ts";
import type { Incident } from "./incident.ts";
import type { IncidentChange, IncidentState } from "./incident-state.ts";

/**
 * Writes what an incident remembers before any finding refers to it; the columns of what people see
 * follow with `writeIncident`.
 */
export async function insertIncident(
  transaction: StateTransaction,
  { id, cause, foundedAtMs, openedAtMs, status, severity }: IncidentState,
  kind: Incident["kind"],
): Promise<void> {
  await transaction.run(
    `INSERT INTO incidents (id, kind, severity, status, opened_at, cause, founded_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ...[id, kind, severity, status, instantToJson(openedAtMs), cause, foundedAtMs],
  );
}

/** Writes an incident as it stands. */
export async function writeIncident(
  transaction: StateTransaction,
  state: IncidentState,
  { kind, series, openedAt, resolvedAt }: Incident,
): Promise<void> {
  await transaction.run(
    `UPDATE incidents SET kind = ?, series = ?, severity = ?, status = ?, opened_at = ?,
       resolved_at = ?, worst = ?, open_critical = ?, open_warning = ?, open_info = ?,
       findings_count = ?, open_members = ?, parent = ?, asked_at_ms = ?,
       first_acknowledged_at_ms = ?, acknowledged_at_ms = ?, acknowledged_by = ?,
       assigned_at_ms = ?, assigned_to = ?, reopened_ats_ms = ?, flaps_until_ms = ?, is_slim = 0,
       written = written + 1
     WHERE id = ?`,
    ...[kind, series, state.severity, state.status, openedAt, resolvedAt, state.worst],
    ...[state.open.critical, state.open.warning, state.open.info, state.findingsCount],
    ...[state.openMembers, state.parent, state.askedAtMs, state.firstAcknowledgedAtMs],
    ...[state.acknowledgedAtMs, state.acknowledgedBy, state.assignedAtMs, state.assignedTo],
    ...[JSON.stringify(state.reopenedAtsMs), state.flapsUntilMs, state.id],
  );
}

/** Appends a change to an incident's history. */
export async function writeChange(
  transaction: StateTransaction,
  incident: string,
  { kind, atMs, status, severity, finding, author, reason }: IncidentChange,
): Promise<void> {
  await transaction.run(
    "UPDATE incidents SET changes_count = changes_count + 1 WHERE id = ?",
    incident,
  );
  await transaction.run(
    `INSERT INTO incident_changes (incident, number, kind, at_ms, status, severity, finding,
       finding_version, author, reason)
     SELECT id, changes_count, ?, ?, ?, ?, ?, ?, ?, ? FROM incidents WHERE id = ?`,
    ...[kind, atMs, status, severity, finding?.id ?? null, finding?.version ?? null],
    ...[author, reason, incident],
  );
}
