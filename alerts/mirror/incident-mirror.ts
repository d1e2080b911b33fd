import { z } from "zod";
import { findingSchema } from "../../schemas/finding.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { sharedCauseOf } from "../cause-of.ts";
import { countMirrored, type Mirrored } from "./mirrored.ts";
import { placeOfSeries } from "./place-of-series.ts";

const COLUMNS = `id, written, kind, severity, status, series, cause, parent, opened_at, resolved_at,
  asked_at_ms, first_acknowledged_at_ms, acknowledged_at_ms, acknowledged_by, assigned_to,
  findings_count, open_members, open_critical + open_warning + open_info AS open_count,
  CASE WHEN series IS NULL THEN (SELECT body FROM incident_findings AS known
    WHERE known.incident = incidents.id AND is_common = 1
    ORDER BY is_open DESC, severity_rank, opened_at_ms DESC, finding LIMIT 1) END AS leading_body`;

const count = z.coerce.number();
const maybeAtMs = z.coerce.number().nullable();

const rowSchema = z.object({
  ...{ id: z.string(), written: count, kind: z.string(), severity: z.string() },
  ...{ status: z.string(), series: z.string().nullable(), cause: z.string().nullable() },
  ...{ parent: z.string().nullable(), opened_at: z.string(), resolved_at: z.string().nullable() },
  ...{ asked_at_ms: count, first_acknowledged_at_ms: maybeAtMs, acknowledged_at_ms: maybeAtMs },
  ...{ acknowledged_by: z.string().nullable(), assigned_to: z.string().nullable() },
  ...{ findings_count: count, open_members: count, open_count: count },
  /** That of no series. */
  leading_body: z.string().nullable(),
});

/** Incidents as `incident_rows` of the store has them. */
export const INCIDENT_MIRROR: Mirrored = {
  table: "incident_rows",
  ...countMirrored("incidents", "incident_rows"),
  isOver: "resolved_at IS NOT NULL",
  rangedBy: { table: "incidents", column: "id" },
  pending: `SELECT ${COLUMNS} FROM incidents WHERE mirrored < written ORDER BY id LIMIT ?`,
  mark: "UPDATE incidents SET mirrored = ? WHERE id = ? AND mirrored < ?",
  read: (value) => {
    const row = rowSchema.parse(value);
    const { id, written, kind, severity, status, findings_count, open_count } = row;
    const isMember = open_count > 0 && row.open_members === open_count;
    return {
      version: written,
      key: [id],
      row: {
        ...{ id, kind, severity, status, ...placeOfSeries(row.series) },
        cause: (row.leading_body && sharedCause(row.leading_body)) ?? row.cause ?? "",
        parent: (isMember ? row.parent : null) ?? "",
        opened_at: row.opened_at,
        // One of an earlier Vigie asked when it opened.
        asked_at: row.asked_at_ms === 0 ? row.opened_at : instantToJson(row.asked_at_ms),
        first_acknowledged_at: toJson(row.first_acknowledged_at_ms),
        acknowledged_at: toJson(row.acknowledged_at_ms),
        acknowledged_by: row.acknowledged_by ?? "",
        assigned_to: row.assigned_to ?? "",
        ...{ resolved_at: row.resolved_at, findings_count, open_count },
      },
    };
  },
};

function sharedCause(body: string): string | null {
  return sharedCauseOf(findingSchema.parse(JSON.parse(body)));
}

function toJson(atMs: number | null): string | null {
  return atMs === null ? null : instantToJson(atMs);
}
