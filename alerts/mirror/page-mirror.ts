import { z } from "zod";
import { instantToJson } from "../../schemas/instant.ts";
import { countMirrored, type Mirrored } from "./mirrored.ts";
import { placeOfSeries } from "./place-of-series.ts";

/** It grows with each attempt, and once more when that was the last. As the index has it. */
export const PAGE_VERSION = `1 + 2 * attempts
  + CASE WHEN sent_at_ms IS NULL AND given_up_at_ms IS NULL THEN 0 ELSE 1 END`;

const count = z.coerce.number();
const maybeAtMs = z.coerce.number().nullable();

const rowSchema = z.object({
  ...{ version: count, dedup_key: z.string(), pager: z.string(), reason: z.string() },
  ...{ incident: z.string().nullable(), series: z.string().nullable(), severity: z.string() },
  ...{ created_at_ms: count, attempts: count, sent_at_ms: maybeAtMs, given_up_at_ms: maybeAtMs },
  fallback_of: z.string().nullable(),
});

/** The outbox as `page_rows` of the store has it. */
export const PAGE_MIRROR: Mirrored = {
  table: "page_rows",
  ...countMirrored("outbox", "page_rows"),
  isOver: "sent_at IS NOT NULL OR given_up_at IS NOT NULL",
  rangedBy: { table: "outbox", column: "dedup_key" },
  pending: `SELECT ${PAGE_VERSION} AS version, dedup_key, pager, reason, outbox.severity, incident, series,
      created_at_ms, attempts, sent_at_ms, given_up_at_ms, fallback_of
    FROM outbox LEFT JOIN incidents ON incidents.id = outbox.incident
    WHERE outbox.mirrored < ${PAGE_VERSION} ORDER BY dedup_key, pager LIMIT ?`,
  mark: "UPDATE outbox SET mirrored = ? WHERE dedup_key = ? AND pager = ? AND mirrored < ?",
  read: (value) => {
    const row = rowSchema.parse(value);
    const { version, dedup_key, pager, reason, severity, attempts } = row;
    const { series_id: _, ...place } = placeOfSeries(row.series);
    return {
      version,
      key: [dedup_key, pager],
      row: {
        ...{ id: `${dedup_key}/${pager}`, dedup_key, pager, ...place },
        ...{ incident: row.incident ?? "", reason, severity, attempts },
        created_at: instantToJson(row.created_at_ms),
        sent_at: row.sent_at_ms === null ? null : instantToJson(row.sent_at_ms),
        given_up_at: row.given_up_at_ms === null ? null : instantToJson(row.given_up_at_ms),
        fallback_of: row.fallback_of ?? "",
      },
    };
  },
};
