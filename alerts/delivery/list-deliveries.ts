import { z } from "zod";
import type { StateStore } from "../../platform/state/state-store.ts";
import { type PagerHealth, readPagersHealth } from "./pager-health-rows.ts";

/** The migration that brought what is read here. */
const MIGRATION = "alerts/0004-delivery";
const TELLINGS_MAX = 50;
/** So long what was given up is still shown. */
const SHOWN_FOR_MS = 7 * 24 * 3_600_000;

const milliseconds = z.coerce.number();

const rowSchema = z
  .object({
    pager: z.string(),
    incident: z.string().nullable(),
    reason: z.string(),
    severity: z.string(),
    attempts: z.coerce.number(),
    next_attempt_at_ms: milliseconds,
    given_up_at_ms: milliseconds.nullable(),
    last_failure: z.string().nullable(),
    told_by: z.string().nullable(),
  })
  .transform((row) => ({
    pager: row.pager,
    incident: row.incident,
    reason: row.reason,
    severity: row.severity,
    attempts: row.attempts,
    /** Null where it was given up. */
    nextAttemptAtMs: row.given_up_at_ms === null ? row.next_attempt_at_ms : null,
    lastFailure: row.last_failure,
    /** Who was told in its pager's place; null where nobody was. */
    toldBy: row.told_by,
  }));

/** A telling that did not arrive, or not yet. */
export type Undelivered = z.infer<typeof rowSchema>;

export type Deliveries = {
  /** The newest first, of the last 7 days. */
  readonly undelivered: readonly Undelivered[];
  /** Of pagers that have ever failed. */
  readonly pagers: readonly PagerHealth[];
};

/** What of the tellings failed, and how the pagers fare; nothing before alerts ran once. */
export async function listDeliveries(state: StateStore, nowMs: number): Promise<Deliveries> {
  if (!(await state.listMigrations()).includes(MIGRATION)) return { undelivered: [], pagers: [] };
  return state.transact(async (transaction) => {
    const rows = await transaction.all(
      `SELECT pager, incident, reason, severity, attempts, next_attempt_at_ms, given_up_at_ms,
         last_failure, (SELECT min(other.pager) FROM outbox AS other
           WHERE other.dedup_key = outbox.dedup_key || '-for-' || outbox.pager) AS told_by
       FROM outbox WHERE sent_at_ms IS NULL AND attempts > 0 AND created_at_ms >= ?
       ORDER BY created_at_ms DESC, dedup_key, pager LIMIT ?`,
      ...[nowMs - SHOWN_FOR_MS, TELLINGS_MAX],
    );
    const undelivered = rows.map((row) => rowSchema.parse(row));
    return { undelivered, pagers: await readPagersHealth(transaction) };
  });
}
