import { z } from "zod";
import type { StateTransaction } from "../platform/state/state-store.ts";
import { SEVERITIES, type Severity } from "../schemas/finding.ts";
import type { Message, Summary, Telling } from "./pager.ts";
import type { Route } from "./policy/alert-policy.ts";

const countRowSchema = z.object({ tellings: z.coerce.number() });

const milliseconds = z.coerce.number();

const fallbacksSchema = z.array(z.string());

const dueRowSchema = z
  .object({
    dedup_key: z.string(),
    pager: z.string(),
    incident: z.string().nullable(),
    severity: z.enum(SEVERITIES),
    payload: z.string(),
    attempts: z.coerce.number(),
    first_attempt_at_ms: milliseconds.nullable(),
    fallbacks: z.string().nullable(),
    fell_back_at_ms: milliseconds.nullable(),
  })
  .transform((row) => ({
    dedupKey: row.dedup_key,
    pager: row.pager,
    incident: row.incident,
    severity: row.severity,
    payload: row.payload,
    attempts: row.attempts,
    firstAttemptAtMs: row.first_attempt_at_ms,
    /** The pagers that come after this one; null where its telling names none. */
    fallbacks: row.fallbacks === null ? null : fallbacksSchema.parse(JSON.parse(row.fallbacks)),
    fellBackAtMs: row.fell_back_at_ms,
  }));

/** A row of the outbox that is neither sent nor given up. */
export type OutboxRow = z.infer<typeof dueRowSchema>;

const DUE_COLUMNS = `dedup_key, pager, incident, severity, payload, attempts, first_attempt_at_ms,
  fallbacks, fell_back_at_ms`;

/**
 * How many things a pager was, or is still to be, told of an incident: the number of the last, as
 * those before it are not kept for ever.
 */
export async function countTellings(
  transaction: StateTransaction,
  pager: string,
  incidentId: string,
): Promise<number> {
  const rows = await transaction.all(
    `SELECT coalesce(max(number), 0) AS tellings FROM outbox WHERE incident = ? AND pager = ?`,
    incidentId,
    pager,
  );
  return countRowSchema.parse(rows[0]).tellings;
}

type To = { readonly route: Route; readonly severity: Severity; readonly nowMs: number };

/** Puts a telling into the outbox, due at once. */
export function writeTelling(
  transaction: StateTransaction,
  telling: Telling,
  to: To & { readonly number: number },
): Promise<void> {
  return writeRow(transaction, telling, { ...to, incident: telling.incident.id });
}

/** Puts what is told of several incidents into the outbox, due at once. */
export function writeSummary(
  transaction: StateTransaction,
  summary: Summary,
  to: To,
): Promise<void> {
  return writeRow(transaction, summary, { ...to, incident: null, number: 1 });
}

async function writeRow(
  transaction: StateTransaction,
  message: Message,
  row: To & { readonly incident: string | null; readonly number: number },
): Promise<void> {
  const { dedupKey, reason } = message;
  const { route, incident, number, severity, nowMs } = row;
  const [pager, ...fallbacks] = route.to;
  await transaction.run(
    `INSERT INTO outbox (dedup_key, pager, incident, number, reason, severity, payload,
       created_at_ms, next_attempt_at_ms, route, fallbacks)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[dedupKey, pager, incident, number, reason, severity, JSON.stringify(message)],
    ...[nowMs, nowMs, route.name, fallbacks.length === 0 ? null : JSON.stringify(fallbacks)],
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
    `SELECT ${DUE_COLUMNS} FROM outbox
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

/** What pagers other than these owe, whenever it is due, oldest first. */
export async function readUnsentOfOthers(
  transaction: StateTransaction,
  { names, rowsMax }: { readonly names: readonly string[]; readonly rowsMax: number },
): Promise<readonly OutboxRow[]> {
  const rows = await transaction.all(
    `SELECT ${DUE_COLUMNS} FROM outbox
       WHERE pager NOT IN (${names.map(() => "?").join(", ")})
         AND sent_at_ms IS NULL AND given_up_at_ms IS NULL
       ORDER BY created_at_ms, dedup_key, pager LIMIT ?`,
    ...[...names, rowsMax],
  );
  return rows.map((row) => dueRowSchema.parse(row));
}

/**
 * Gives up what a pager failed to tell of an incident where a later message says how that stands:
 * or else a critical one would wait behind a warning, and its fallback hear nothing of it.
 */
export async function giveUpRestated(
  transaction: StateTransaction,
  pager: string,
  nowMs: number,
): Promise<void> {
  await transaction.run(
    `UPDATE outbox SET given_up_at_ms = ?, last_failure = 'a later message says it'
     WHERE pager = ? AND sent_at_ms IS NULL AND given_up_at_ms IS NULL
       AND last_failure IS NOT NULL
       AND EXISTS (SELECT 1 FROM outbox AS later
         WHERE later.incident = outbox.incident AND later.pager = outbox.pager
           AND later.number > outbox.number AND later.given_up_at_ms IS NULL
           AND later.reason NOT IN ('acknowledged', 'resolved'))`,
    ...[nowMs, pager],
  );
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
  failure: { readonly reason: string; readonly nextAttemptAtMs: number },
): Promise<void> {
  await transaction.run(
    `UPDATE outbox SET next_attempt_at_ms = ?, last_failure = ?
     WHERE dedup_key = ? AND pager = ?`,
    ...[failure.nextAttemptAtMs, failure.reason, row.dedupKey, row.pager],
  );
}

/**
 * The same message, due at once, for another pager, under a key that none of its own ever has;
 * resolves to that key.
 */
export async function writeFallback(
  transaction: StateTransaction,
  row: OutboxRow,
  to: { readonly pager: string; readonly fallbacks: readonly string[]; readonly nowMs: number },
): Promise<string> {
  const dedupKey = `${row.dedupKey}-for-${row.pager}`;
  const payload = JSON.stringify({ ...JSON.parse(row.payload), dedupKey });
  await transaction.run(
    `INSERT INTO outbox (dedup_key, pager, incident, number, reason, severity, payload,
       created_at_ms, next_attempt_at_ms, fallbacks, fallback_of)
     SELECT ?, ?, incident,
       (SELECT coalesce(max(number), 0) + 1 FROM outbox AS other
         WHERE other.incident = outbox.incident AND other.pager = ?),
       reason, severity, ?, ?, ?, ?, pager
     FROM outbox WHERE dedup_key = ? AND pager = ?`,
    ...[dedupKey, to.pager, to.pager, payload, to.nowMs, to.nowMs, JSON.stringify(to.fallbacks)],
    ...[row.dedupKey, row.pager],
  );
  return dedupKey;
}

/**
 * Whether another pager is to stand in for a row's own: somebody still needs to be told of its
 * incident, and that pager does not tell by itself what is no older.
 */
export async function needsFallback(
  transaction: StateTransaction,
  row: OutboxRow,
  pager: string,
): Promise<boolean> {
  const needed = await transaction.all(
    `SELECT 1 FROM outbox LEFT JOIN incidents ON incidents.id = outbox.incident
     WHERE outbox.dedup_key = ? AND outbox.pager = ?
       AND (outbox.incident IS NULL OR incidents.status = 'open')
       AND NOT EXISTS (SELECT 1 FROM outbox AS own
         WHERE own.incident = outbox.incident AND own.created_at_ms >= outbox.created_at_ms
           AND own.pager = ? AND own.fallback_of IS NULL AND own.given_up_at_ms IS NULL)`,
    ...[row.dedupKey, row.pager, pager],
  );
  return needed.length > 0;
}

export async function markFallenBack(
  transaction: StateTransaction,
  row: OutboxRow,
  nowMs: number,
): Promise<void> {
  await transaction.run(
    "UPDATE outbox SET fell_back_at_ms = ? WHERE dedup_key = ? AND pager = ?",
    ...[nowMs, row.dedupKey, row.pager],
  );
}

/**
 * Gives a row up, and with it a resolution that waits behind it where nothing of the incident ever
 * arrived.
 */
export async function giveUp(
  transaction: StateTransaction,
  row: OutboxRow,
  { reason, nowMs }: { readonly reason: string; readonly nowMs: number },
): Promise<void> {
  await transaction.run(
    `UPDATE outbox SET given_up_at_ms = ?, last_failure = ?
     WHERE pager = ? AND sent_at_ms IS NULL
       AND given_up_at_ms IS NULL
       AND (dedup_key = ? OR (incident = ? AND reason = 'resolved' AND NOT EXISTS (
         SELECT 1 FROM outbox AS arrived WHERE arrived.incident = outbox.incident
           AND arrived.pager = outbox.pager AND arrived.sent_at_ms IS NOT NULL)))`,
    ...[nowMs, reason, row.pager, row.dedupKey, row.incident],
  );
}
