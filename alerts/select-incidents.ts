import { z } from "zod";
import type { StateTransaction } from "../platform/state/state-store.ts";
import type { Incident } from "./incident.ts";
import { readIncident } from "./incident-rows.ts";
import type { IncidentStatus } from "./incident-state.ts";

export type IncidentsAsked = {
  /** None: all, and those of no tenant. */
  readonly tenants: readonly string[];
  /** None: all. */
  readonly statuses: readonly IncidentStatus[];
  /** Where the page before ended. */
  readonly last: IncidentPlace | null;
  readonly incidentsMax: number;
};

/** Where an incident stands in their order: when it opened, and its id. */
export type IncidentPlace = readonly [openedAt: string, id: string];

const idRow = z.object({ id: z.string() });

/** Incidents with their findings, the newest first. */
export async function selectIncidents(
  transaction: StateTransaction,
  { tenants, statuses, last, incidentsMax }: IncidentsAsked,
): Promise<readonly Incident[]> {
  const isOneOf = (count: number, one: string) =>
    count === 0 ? "1 = 1" : `(${Array.from({ length: count }, () => one).join(" OR ")})`;
  const rows = await transaction.all(
    `SELECT id FROM incidents
     WHERE ${isOneOf(statuses.length, "status = ?")} AND ${isOneOf(tenants.length, IS_OF_TENANT)}
       AND ${last ? "(opened_at < ? OR (opened_at = ? AND id > ?))" : "1 = 1"}
     ORDER BY opened_at DESC, id LIMIT ?`,
    ...statuses,
    ...tenants.map(headOfSeries),
    ...(last ? [last[0], last[0], last[1]] : []),
    incidentsMax,
  );
  const incidents: Incident[] = [];
  for (const row of rows) {
    const incident = await readIncident(transaction, idRow.parse(row).id);
    if (incident) incidents.push(incident);
  }
  return incidents;
}

/** One incident, where it is of one of these tenants; null where there is none. */
export async function readIncidentOf(
  transaction: StateTransaction,
  id: string,
  tenants: readonly string[],
): Promise<Incident | null> {
  for (const tenant of tenants) {
    const [row] = await transaction.all(
      `SELECT id FROM incidents WHERE id = ? AND ${IS_OF_TENANT}`,
      ...[id, headOfSeries(tenant)],
    );
    if (row) return readIncident(transaction, id);
  }
  return tenants.length === 0 ? readIncident(transaction, id) : null;
}

/** An incident is of the tenant of the series in it; a common cause in it is of none. */
const IS_OF_TENANT = `EXISTS (SELECT 1 FROM incident_findings AS known
  WHERE known.incident = incidents.id AND known.is_common = 0
    AND replace(known.body, ?, '') <> known.body)`;

/** How a series begins in a finding's text, which is that of `JSON.stringify`. */
function headOfSeries(tenant: string): string {
  return `,"series":{"tenant":${JSON.stringify(tenant)},"environment":`;
}
