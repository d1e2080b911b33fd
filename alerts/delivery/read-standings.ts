import { z } from "zod";
import type { StateRow, StateTransaction } from "../../platform/state/state-store.ts";
import { ENDS_SAID_FOR_MS, type Standing } from "../pager.ts";

const INCIDENTS_PER_PAGE = 500;

const rowSchema = z.object({
  incident: z.string(),
  payload: z.string(),
  at_ms: z.coerce.number(),
  is_sent: z.coerce.number(),
  resolved_at: z.string().nullable(),
});

const COLUMNS = `outbox.incident, outbox.payload, outbox.first_attempt_at_ms AS at_ms,
  CASE WHEN outbox.sent_at_ms IS NULL THEN 0 ELSE 1 END AS is_sent,
  CASE WHEN incidents.status = 'resolved' THEN incidents.resolved_at END AS resolved_at`;

type Page = { readonly standings: readonly Standing[]; readonly lastIncident: string | null };

/**
 * What a pager was told, or is being told, of the incidents that are open or whose end it was told
 * of lately; a page, after the incident `after` by id.
 */
export async function readStandings(
  transaction: StateTransaction,
  pager: string,
  { nowMs, after }: { readonly nowMs: number; readonly after: string },
): Promise<Page> {
  const rows = await transaction.all(
    `SELECT ${COLUMNS} FROM outbox JOIN incidents ON incidents.id = outbox.incident
     WHERE outbox.pager = ? AND outbox.attempts > 0 AND outbox.incident IN (
       SELECT id FROM (
         SELECT id FROM incidents WHERE status IN ('open', 'acknowledged')
         UNION
         SELECT incident AS id FROM outbox
           WHERE reason = 'resolved' AND pager = ? AND sent_at_ms >= ?
       ) AS standing WHERE id > ? AND EXISTS (
         SELECT 1 FROM outbox AS told
           WHERE told.incident = id AND told.pager = ? AND told.attempts > 0)
       ORDER BY id LIMIT ?)
     ORDER BY outbox.incident, outbox.number`,
    ...[pager, pager, nowMs - ENDS_SAID_FOR_MS, after, pager, INCIDENTS_PER_PAGE],
  );
  const lastIncident = rowSchema.safeParse(rows.at(-1)).data?.incident ?? null;
  return { standings: toStandings(rows), lastIncident };
}

/** The same of one incident, whether it is open or not. */
export async function readStanding(
  transaction: StateTransaction,
  pager: string,
  incident: string,
): Promise<readonly Standing[]> {
  return toStandings(
    await transaction.all(
      `SELECT ${COLUMNS} FROM outbox JOIN incidents ON incidents.id = outbox.incident
       WHERE outbox.pager = ? AND outbox.attempts > 0 AND outbox.incident = ?
       ORDER BY outbox.number`,
      ...[pager, incident],
    ),
  );
}

function toStandings(rows: readonly StateRow[]): readonly Standing[] {
  const parsed = rows.map((row) => rowSchema.parse(row));
  return [...Map.groupBy(parsed, ({ incident }) => incident).values()].map((ofOne) => ({
    resolvedAt: ofOne[0]?.resolved_at ?? null,
    tellings: ofOne.map(({ payload, at_ms, is_sent }) => ({
      telling: JSON.parse(payload),
      atMs: at_ms,
      isSent: is_sent === 1,
    })),
  }));
}
