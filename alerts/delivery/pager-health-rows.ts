import { z } from "zod";
import type { StateTransaction } from "../../platform/state/state-store.ts";
import { type Finding, findingSchema } from "../../schemas/finding.ts";

const milliseconds = z.coerce.number();

const healthRowSchema = z
  .object({
    pager: z.string(),
    failing_since_ms: milliseconds.nullable(),
    failures: z.coerce.number(),
    last_failure: z.string(),
    last_failure_at_ms: milliseconds,
    finding: z.string().nullable(),
    finding_version: z.coerce.number(),
    published_version: z.coerce.number(),
  })
  .transform((row) => ({
    pager: row.pager,
    /** Null where it works. */
    failingSinceMs: row.failing_since_ms,
    /** Since it last worked. */
    failures: row.failures,
    lastFailure: row.last_failure,
    lastFailureAtMs: row.last_failure_at_ms,
    /** The last `pager-failed`, open or resolved. */
    finding: row.finding === null ? null : findingSchema.parse(JSON.parse(row.finding)),
    isPublished: row.finding_version <= row.published_version,
  }));

/** How a pager fares that has failed before. */
export type PagerHealth = z.infer<typeof healthRowSchema>;

const COLUMNS = `pager, failing_since_ms, failures, last_failure, last_failure_at_ms,
  finding, finding_version, published_version`;

/** Null where it never failed. */
export async function readPagerHealth(
  transaction: StateTransaction,
  pager: string,
): Promise<PagerHealth | null> {
  const [row] = await transaction.all(`SELECT ${COLUMNS} FROM pager_health WHERE pager = ?`, pager);
  return row ? healthRowSchema.parse(row) : null;
}

/** All that have ever failed. */
export async function readPagersHealth(
  transaction: StateTransaction,
): Promise<readonly PagerHealth[]> {
  const rows = await transaction.all(`SELECT ${COLUMNS} FROM pager_health ORDER BY pager`);
  return rows.map((row) => healthRowSchema.parse(row));
}

export async function countFailure(
  transaction: StateTransaction,
  failure: { readonly pager: string; readonly reason: string },
  nowMs: number,
): Promise<void> {
  await transaction.run(
    `INSERT INTO pager_health (pager, failing_since_ms, failures, last_failure, last_failure_at_ms)
     VALUES (?, ?, 1, ?, ?)
     ON CONFLICT (pager) DO UPDATE SET
       failing_since_ms = coalesce(pager_health.failing_since_ms, excluded.failing_since_ms),
       failures = pager_health.failures + 1, last_failure = excluded.last_failure,
       last_failure_at_ms = excluded.last_failure_at_ms`,
    ...[failure.pager, nowMs, failure.reason, nowMs],
  );
}

export async function clearFailures(transaction: StateTransaction, pager: string): Promise<void> {
  await transaction.run(
    "UPDATE pager_health SET failing_since_ms = NULL, failures = 0 WHERE pager = ?",
    pager,
  );
}

/** Keeps a new finding, or the next version of the one that is kept, to be published. */
export async function keepFinding(
  transaction: StateTransaction,
  pager: string,
  finding: Finding,
): Promise<void> {
  await transaction.run(
    `UPDATE pager_health SET finding = ?, finding_version = ?,
       published_version = CASE WHEN ? = 1 THEN 0 ELSE published_version END WHERE pager = ?`,
    ...[JSON.stringify(finding), finding.version, finding.version, pager],
  );
}

export async function markPublished(
  transaction: StateTransaction,
  pager: string,
  finding: Finding,
): Promise<void> {
  await transaction.run(
    "UPDATE pager_health SET published_version = ? WHERE pager = ? AND finding_version = ?",
    ...[finding.version, pager, finding.version],
  );
}
