import { z } from "zod";
import type { StateTransaction } from "../platform/state/state-store.ts";
import { findingSchema } from "../schemas/finding.ts";

/** Of an incident of more that are open, the worst so many say whom it concerns. */
export const FINDINGS_WEIGHED_MAX = 10_000;

const REPEATS = `(
  SELECT string_agg(CAST(one.opened_at_ms - before.opened_at_ms AS TEXT), ' ') FROM (
    SELECT max(opened_at_ms) AS opened_at_ms FROM incident_findings AS same
    WHERE same.subject = one.subject AND same.opened_at_ms <= one.opened_at_ms
      AND same.finding <> one.finding
      AND same.opened_at_ms >= one.opened_at_ms - ?
      AND (same.slot IS NULL OR one.slot IS NULL OR same.slot <> one.slot)
    GROUP BY coalesce(same.slot, same.finding) ORDER BY 1 DESC LIMIT 20
  ) AS before)`;

const bodySchema = findingSchema
  .pick({ id: true, kind: true, severity: true, series: true, collector: true, openedAt: true })
  .extend({
    evidence: z
      .object({ pager: z.string().nullable().catch(null) })
      .partial()
      .transform(({ pager = null }) => ({ pager })),
  });

const rowSchema = z
  .object({
    body: z.string(),
    member_of: z.string().nullable(),
    repeats_ms: z.string().nullable(),
  })
  .transform(({ body, member_of: memberOf, repeats_ms: repeats }) => ({
    ...bodySchema.parse(JSON.parse(body)),
    memberOf,
    repeatsMs: repeats === null ? [] : repeats.split(" ").map(Number),
  }));

/** What of an open finding says whom it concerns; `memberOf` is the incident of its parent. */
export type OpenFinding = z.infer<typeof rowSchema>;

/**
 * All that is open of an incident, in the order in which findings lead it; with what opened about
 * the same so long before, `late` and `missing` of one slot being one.
 */
export async function readOpenFindings(
  { all }: StateTransaction,
  incident: string,
  repeatsWithinMs: number,
): Promise<readonly OpenFinding[]> {
  const rows = await all(
    `SELECT body, member_of, ${repeatsWithinMs > 0 ? REPEATS : "NULL"} AS repeats_ms
     FROM incident_findings AS one WHERE incident = ? AND is_open = 1
     ORDER BY severity_rank, is_common DESC, opened_at_ms DESC, finding LIMIT ?`,
    ...(repeatsWithinMs > 0 ? [repeatsWithinMs] : []),
    ...[incident, FINDINGS_WEIGHED_MAX],
  );
  return rows.map((row) => rowSchema.parse(row));
}
