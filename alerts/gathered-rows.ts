import { z } from "zod";
import type { StateTransaction } from "../platform/state/state-store.ts";
import { SEVERITIES } from "../schemas/finding.ts";

const count = z.coerce.number();
const sentSchema = z.object({ criticals: count, others: count });

/** What of a route waits for the same message: a digest, or what its limit held back. */
export type Gathering = {
  readonly pager: string;
  readonly route: string;
  readonly waitsFor: "digest" | "limit";
};

/** What a limit holds back is told together, also what came a moment ago. */
const GATHERED = `pager = ? AND route = ? AND waits_for = ?
  AND (waits_for = 'limit' OR due_at_ms <= ?)`;

/** An incident as it concerns the pager: what leads of what is not muted, and how bad that is. */
const gatheredSchema = z
  .object({
    incident: z.string(),
    wait_rank: z.coerce.number().nullable(),
    wait_findings: z.string().nullable(),
  })
  .transform(({ incident, wait_rank: rank, wait_findings: ids }) => ({
    incident,
    severity: rank === null ? null : (SEVERITIES[rank] ?? null),
    finding: ids?.split(" ")[0] ?? null,
  }));

/** The incidents whose wait is over, the worst first, at most so many; and how many there are. */
export async function readGathered(
  { all }: StateTransaction,
  { pager, route, waitsFor }: Gathering,
  { nowMs, incidentsMax }: { readonly nowMs: number; readonly incidentsMax: number },
): Promise<{
  readonly incidents: readonly z.infer<typeof gatheredSchema>[];
  readonly count: number;
}> {
  const values = [pager, route, waitsFor, nowMs];
  const rows = await all(
    `SELECT told.incident AS incident, wait_rank, wait_findings FROM told JOIN incidents ON incidents.id = told.incident
     WHERE ${GATHERED} ORDER BY wait_rank, opened_at, told.incident LIMIT ?`,
    ...[...values, incidentsMax],
  );
  const [counted] = await all(`SELECT count(*) AS n FROM told WHERE ${GATHERED}`, ...values);
  return {
    incidents: rows.map((row) => gatheredSchema.parse(row)),
    count: z.object({ n: count }).parse(counted).n,
  };
}

/** Remembers of all that waited that one message told it; criticals are reminded of in time. */
export async function markGathered(
  { run }: StateTransaction,
  { pager, route, waitsFor }: Gathering,
  told: { readonly message: string; readonly nowMs: number; readonly remindMs: number | null },
): Promise<void> {
  const remindAtMs = told.remindMs === null ? null : told.nowMs + told.remindMs;
  const waitsNext = remindAtMs === null ? null : "reminder";
  await run(
    `UPDATE told SET message = ?, status = 'open', findings = wait_findings, told_at_ms = ?,
       severity = CASE wait_rank WHEN 0 THEN 'critical' WHEN 1 THEN 'warning' ELSE 'info' END,
       joined = 0,
       in_summary = CASE WHEN message IS NULL OR status = 'resolved' THEN 1 ELSE in_summary END,
       waits_for = CASE wait_rank WHEN 0 THEN ? END,
       due_at_ms = CASE wait_rank WHEN 0 THEN CAST(? AS BIGINT) END
     WHERE ${GATHERED}`,
    ...[told.message, told.nowMs, waitsNext, remindAtMs],
    ...[pager, route, waitsFor, told.nowMs],
  );
}

/** How many messages a route has sent since an instant, of criticals and of all else. */
export async function countSent(
  { all }: StateTransaction,
  route: string,
  sinceMs: number,
): Promise<{ readonly criticals: number; readonly others: number }> {
  const [row] = await all(
    `SELECT coalesce(sum(CASE severity WHEN 'critical' THEN 1 ELSE 0 END), 0) AS criticals,
       coalesce(sum(CASE severity WHEN 'critical' THEN 0 ELSE 1 END), 0) AS others
     FROM outbox WHERE route = ? AND created_at_ms > ?
       AND reason IN ('opened', 'escalated', 'joined', 'reminded')`,
    ...[route, sinceMs],
  );
  return sentSchema.parse(row);
}

/** When a route last told what its limit held back; null where it never has. */
export async function readLastMore(
  { all }: StateTransaction,
  route: string,
): Promise<number | null> {
  const [row] = await all(
    "SELECT max(created_at_ms) AS at_ms FROM outbox WHERE route = ? AND reason = 'more'",
    route,
  );
  return z.object({ at_ms: count.nullable() }).parse(row).at_ms;
}
