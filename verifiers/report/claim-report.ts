import { readFileSync } from "node:fs";
import { z } from "zod";
import type { StateStore } from "../../platform/state/state-store.ts";

/**
 * Longer than writing a report takes; one that was claimed and not written by then is free again.
 */
const LEASE_MS = 10 * 60_000;

export const REPORTS_MIGRATION = {
  name: "reports/0001-weekly-reports",
  sql: readFileSync(new URL("./migrations/0001-weekly-reports.sql", import.meta.url), "utf8"),
};

const claimRowSchema = z.object({
  claimed_at_ms: z.coerce.number(),
  written_at_ms: z.coerce.number().nullable(),
});

type ReportName = { readonly week: string; readonly lang: string };

export function migrateReports(state: StateStore): Promise<void> {
  return state.migrate([REPORTS_MIGRATION]);
}

/**
 * Whether a report is to be written by us now, was written already, or is being written by another
 * process.
 */
export function claimReport(
  state: StateStore,
  { week, lang }: ReportName,
  nowMs: number,
): Promise<"ours" | "written" | "taken"> {
  return state.transact(async (transaction) => {
    const [row] = await transaction.all(
      "SELECT claimed_at_ms, written_at_ms FROM weekly_reports WHERE week = ? AND lang = ?",
      ...[week, lang],
    );
    const claim = row && claimRowSchema.parse(row);
    if (claim && claim.written_at_ms !== null) return "written";
    if (claim && claim.claimed_at_ms + LEASE_MS > nowMs) return "taken";
    await transaction.run(
      `INSERT INTO weekly_reports (week, lang, claimed_at_ms) VALUES (?, ?, ?)
       ON CONFLICT (week, lang) DO UPDATE SET claimed_at_ms = excluded.claimed_at_ms`,
      ...[week, lang, nowMs],
    );
    return "ours";
  });
}

export function rememberReport(
  state: StateStore,
  { week, lang }: ReportName,
  nowMs: number,
): Promise<number> {
  return state.transact((transaction) =>
    transaction.run(
      "UPDATE weekly_reports SET written_at_ms = ? WHERE week = ? AND lang = ?",
      ...[nowMs, week, lang],
    ),
  );
}

/** Forgets reports of weeks before one that were claimed and never finished; resolves to these. */
export function forgetUnfinished(
  state: StateStore,
  { week, lang }: ReportName,
): Promise<readonly string[]> {
  return state.transact(async ({ all, run }) => {
    const unfinished = "week < ? AND lang = ? AND written_at_ms IS NULL";
    const rows = await all(
      `SELECT week FROM weekly_reports WHERE ${unfinished} ORDER BY week`,
      ...[week, lang],
    );
    if (rows.length > 0) await run(`DELETE FROM weekly_reports WHERE ${unfinished}`, week, lang);
    return rows.map((row) => String(row["week"]));
  });
}

/** Gives a claim back after a failure, so that the next turn need not wait for it. */
export function releaseReport(state: StateStore, { week, lang }: ReportName): Promise<number> {
  return state.transact((transaction) =>
    transaction.run(
      "DELETE FROM weekly_reports WHERE week = ? AND lang = ? AND written_at_ms IS NULL",
      ...[week, lang],
    ),
  );
}
