import { z } from "zod";
import type { StateTransaction } from "../platform/state/state-store.ts";
import { SEVERITIES } from "../schemas/finding.ts";
import { TELLING_REASONS, type Told } from "./decide-telling.ts";
import type { Telling } from "./pager.ts";

const toldRowSchema = z.object({ reason: z.enum(TELLING_REASONS), severity: z.enum(SEVERITIES) });

const countRowSchema = z.object({ tellings: z.coerce.number() });

const milliseconds = z.coerce.number();

const dueRowSchema = z
  .object({
    dedup_key: z.string(),
    pager: z.string(),
    incident: z.string(),
    payload: z.string(),
    attempts: z.coerce.number(),
    first_attempt_at_ms: milliseconds.nullable(),
  })
  .transform((row) => ({
    dedupKey: row.dedup_key,
    pager: row.pager,
    incident: row.incident,
    payload: row.payload,
    attempts: row.attempts,
    firstAttemptAtMs: row.first_attempt_at_ms,
  }));

/** A row of the outbox that is neither sent nor given up. */
export type OutboxRow = z.infer<typeof dueRowSchema>;

/** What a pager was last told of an incident, or will be; what was given up was not told. */
export async function readTold(
  transaction: StateTransaction,
  pager: string,
  incidentId: string,
): Promise<Told | null> {
  const [row] = await transaction.all(
    `SELECT reason, severity FROM outbox
     WHERE incident = ? AND pager = ? AND given_up_at_ms IS NULL ORDER BY number DESC LIMIT 1`,
    incidentId,
    pager,
  );
  return row ? toldRowSchema.parse(row) : null;
}

/** How many things a pager was, or is still to be, told of an incident. */
export async function countTellings(
  transaction: StateTransaction,
  pager: string,
  incidentId: string,
): Promise<number> {
  const rows = await transaction.all(
    "SELECT count(*) AS tellings FROM outbox WHERE incident = ? AND pager = ?",
    incidentId,
    pager,
  );
  return countRowSchema.parse(rows[0]).tellings;
}

/** Puts a telling into the outbox, due at once. */
export async function writeTelling(
  transaction: StateTransaction,
  telling: Telling,
  to: { readonly pager: string; readonly number: number; readonly nowMs: number },
): Promise<void> {
  const { dedupKey, reason, incident } = telling;
  await transaction.run(
    `INSERT INTO outbox (dedup_key, pager, incident, number, reason, severity, payload,
       created_at_ms, next_attempt_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[dedupKey, to.pager, incident.id, to.number, reason, incident.severity],
    ...[JSON.stringify(telling), to.nowMs, to.nowMs],
  );
}

/**
 * What is due, oldest first; of one incident and pager only the first not yet told, so that order
 * is kept.
 */
export async function readDue(
  transaction: StateTransaction,
  pager: string,
  due: { readonly nowMs: number; readonly rowsMax: number },
): Promise<readonly OutboxRow[]> {
  const rows = await transaction.all(
    `SELECT dedup_key, pager, incident, payload, attempts, first_attempt_at_ms FROM outbox
       WHERE pager = ? AND next_attempt_at_ms <= ?
         AND sent_at_ms IS NULL AND given_up_at_ms IS NULL
         AND NOT EXISTS (SELECT 1 FROM outbox AS earlier
           WHERE earlier.incident = outbox.incident AND earlier.pager = outbox.pager
             AND earlier.number < outbox.number
             AND earlier.sent_at_ms IS NULL AND earlier.given_up_at_ms IS NULL)
       ORDER BY created_at_ms, dedup_key LIMIT ?`,
    pager,
    due.nowMs,
    due.rowsMax,
  );
  return rows.map((row) => dueRowSchema.parse(row));
}

/**
 * Takes a row for one attempt: counts it and sets when the next is due should this one fail, so
 * that neither another process nor a crash in a loop sends it again at once. False where another
 * took it first.
 */
export async function claimAttempt(
  transaction: StateTransaction,
  row: OutboxRow,
  attempt: { readonly nowMs: number; readonly nextAttemptAtMs: number },
): Promise<boolean> {
  const changed = await transaction.run(
    `UPDATE outbox SET attempts = attempts + 1, next_attempt_at_ms = ?,
       first_attempt_at_ms = coalesce(first_attempt_at_ms, ?)
     WHERE dedup_key = ? AND pager = ? AND attempts = ?
       AND sent_at_ms IS NULL AND given_up_at_ms IS NULL`,
    ...[attempt.nextAttemptAtMs, attempt.nowMs, row.dedupKey, row.pager, row.attempts],
  );
  return changed === 1;
}

export async function markSent(
  transaction: StateTransaction,
  row: OutboxRow,
  nowMs: number,
): Promise<void> {
  await transaction.run(
    "UPDATE outbox SET sent_at_ms = ? WHERE dedup_key = ? AND pager = ?",
    ...[nowMs, row.dedupKey, row.pager],
  );
}

export async function postpone(
  transaction: StateTransaction,
  row: OutboxRow,
  nextAttemptAtMs: number,
): Promise<void> {
  await transaction.run(
    "UPDATE outbox SET next_attempt_at_ms = ? WHERE dedup_key = ? AND pager = ?",
    ...[nextAttemptAtMs, row.dedupKey, row.pager],
  );
}

/** Gives a row up, and with it a resolution that waits behind it: nobody heard of the opening. */
export async function giveUp(
  transaction: StateTransaction,
  row: OutboxRow,
  nowMs: number,
): Promise<void> {
  await transaction.run(
    `UPDATE outbox SET given_up_at_ms = ? WHERE pager = ? AND sent_at_ms IS NULL
       AND given_up_at_ms IS NULL AND (dedup_key = ? OR (incident = ? AND reason = 'resolved'))`,
    ...[nowMs, row.pager, row.dedupKey, row.incident],
  );
}
