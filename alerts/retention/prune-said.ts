import type { StateTransaction } from "../../platform/state/state-store.ts";
import { PAGE_VERSION } from "../mirror/page-mirror.ts";
import { removeMirrored } from "./remove-mirrored.ts";

const ROWS_MAX = 500;

/** Forgets messages about several incidents that nothing refers to any more; how many. */
export async function pruneSummaries(
  transaction: StateTransaction,
  { beforeMs, isMirrored }: { readonly beforeMs: number; readonly isMirrored: boolean },
): Promise<number> {
  const keys = await transaction.all(
    `SELECT dedup_key, pager FROM outbox
     WHERE incident IS NULL AND created_at_ms < ?
       AND (sent_at_ms IS NOT NULL OR given_up_at_ms IS NOT NULL)
       AND ${isMirrored ? `mirrored >= ${PAGE_VERSION}` : "1 = 1"}
       AND NOT EXISTS (SELECT 1 FROM told WHERE told.message = outbox.dedup_key)
     LIMIT ?`,
    ...[beforeMs, ROWS_MAX],
  );
  for (const { dedup_key = null, pager = null } of keys)
    await removeMirrored(transaction, {
      from: "outbox",
      where: "dedup_key = ? AND pager = ?",
      values: [dedup_key, pager],
    });
  return keys.length;
}

/**
 * Forgets what people said that holds no more: silences, and words about incidents that never
 * opened; resolves to how much.
 */
export async function pruneSaid(
  { run }: StateTransaction,
  { beforeMs }: { readonly beforeMs: number },
): Promise<number> {
  const forget = (table: string, key: string, condition: string) =>
    run(
      `DELETE FROM ${table} WHERE ${key} IN
         (SELECT ${key} FROM ${table} WHERE ${condition} LIMIT ?)`,
      ...[beforeMs, ROWS_MAX],
    );
  const silences = await forget("silences", "id", "until_ms < ?");
  const ends = await forget("silence_ends", "silence", "ended_at_ms < ?");
  const acts = await forget(
    "incident_acts",
    "id",
    `at_ms < ? AND NOT EXISTS
      (SELECT 1 FROM incidents WHERE incidents.id = incident_acts.incident)`,
  );
  return silences + ends + acts;
}
