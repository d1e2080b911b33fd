import { z } from "zod";
import { findingSchema } from "../../schemas/finding.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { causeOf, sharedCauseOf } from "../cause-of.ts";
import { countMirrored, type Mirrored } from "./mirrored.ts";
import { placeOfSeries } from "./place-of-series.ts";

/** What leads an incident of no series: of what is common to several series, or of its tenant. */
const leadOf = (isCommon: 0 | 1) => `CASE WHEN series IS NULL THEN
  (SELECT body FROM incident_findings AS known
    WHERE known.incident = incidents.id AND is_common = ${isCommon}
    ORDER BY is_open DESC, severity_rank, opened_at_ms DESC, finding LIMIT 1) END`;

const COLUMNS = `id, written, kind, severity, status, series, cause, parent, opened_at, resolved_at,
  asked_at_ms, first_acknowledged_at_ms, acknowledged_at_ms, acknowledged_by, assigned_to,
  findings_count, open_members, open_critical + open_warning + open_info AS open_count,
  ${leadOf(1)} AS common_body, ${leadOf(0)} AS own_body`;

const count = z.coerce.number();
const maybeAtMs = z.coerce.number().nullable();
const maybeFinding = z
  .string()
  .transform((body) => findingSchema.parse(JSON.parse(body)))
  .nullable();

const rowSchema = z.object({
  ...{ id: z.string(), written: count, kind: z.string(), severity: z.string() },
  ...{ status: z.string(), series: z.string().nullable(), cause: z.string().nullable() },
  ...{ parent: z.string().nullable(), opened_at: z.string(), resolved_at: z.string().nullable() },
  ...{ asked_at_ms: count, first_acknowledged_at_ms: maybeAtMs, acknowledged_at_ms: maybeAtMs },
  ...{ acknowledged_by: z.string().nullable(), assigned_to: z.string().nullable() },
  ...{ findings_count: count, open_members: count, open_count: count },
  ...{ common_body: maybeFinding, own_body: maybeFinding },
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
    const { common_body: common, own_body: own } = row;
    const isMember = open_count > 0 && row.open_members === open_count;
    return {
      version: written,
      key: [id],
      row: {
        ...{ id, kind, severity, status, ...placeOfSeries(row.series) },
        ...(own?.series && { tenant: own.series.tenant }),
        cause: (common && sharedCauseOf(common)) ?? row.cause ?? "",
        ...{ own_kind: own?.kind ?? "", own_cause: (own && causeOf(own)) ?? "" },
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

function toJson(atMs: number | null): string | null {
  return atMs === null ? null : instantToJson(atMs);
}
