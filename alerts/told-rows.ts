import { z } from "zod";
import type { StateTransaction } from "../platform/state/state-store.ts";
import { SEVERITIES, type Severity } from "../schemas/finding.ts";
import type { Told } from "./decide-telling.ts";
import { INCIDENT_STATUSES } from "./incident.ts";
import type { OutboxRow } from "./outbox-rows.ts";
import { WAITS, type Wait } from "./policy/plan-telling.ts";

const milliseconds = z.coerce.number();
const flag = z.coerce.number().transform((value) => value === 1);

const toldRowSchema = z.object({
  pager: z.string(),
  route: z.string(),
  message: z.string().nullable(),
  status: z.enum(INCIDENT_STATUSES).nullable(),
  severity: z.enum(SEVERITIES).nullable(),
  findings: z.string().nullable().transform(splitIds),
  told_at_ms: milliseconds.nullable(),
  joined: flag,
  in_summary: flag,
  waits_for: z.enum(WAITS).nullable(),
  due_at_ms: milliseconds.nullable(),
});

/** What one pager was told of one incident, and what of it waits. */
export type PagerState = {
  readonly route: string;
  readonly told: (Told & { readonly message: string }) | null;
  readonly waiting: Wait | null;
};

export const UNTOLD = { told: null, waiting: null } as const;

/**
 * By pager, what each was told of an incident. What was given up was not told; a reminder said
 * nothing new.
 */
export async function readPagerStates(
  { all }: StateTransaction,
  incidentId: string,
): Promise<ReadonlyMap<string, PagerState>> {
  const rows = await all(
    `SELECT pager, route, status, severity, findings, told_at_ms, joined, in_summary,
       waits_for, due_at_ms,
       CASE WHEN EXISTS (SELECT 1 FROM outbox WHERE outbox.dedup_key = told.message
         AND outbox.pager = told.pager AND (outbox.given_up_at_ms IS NULL
           OR (outbox.reason = 'reminded' AND EXISTS (SELECT 1 FROM outbox AS arrived
             WHERE arrived.incident = told.incident AND arrived.pager = told.pager
               AND arrived.sent_at_ms IS NOT NULL))))
         THEN message END AS message
     FROM told WHERE incident = ?`,
    incidentId,
  );
  return new Map(
    rows.map((row) => {
      const read = toldRowSchema.parse(row);
      return [read.pager, { route: read.route, told: toTold(read), waiting: toWait(read) }];
    }),
  );
}

type Key = { readonly incident: string; readonly pager: string };
type Wanted = PagerState & {
  readonly severity: Severity | null;
  readonly findings: readonly string[];
};

/** Keeps what a pager knows and what waits; nothing of either is no row. */
export async function writePagerState(
  { run }: StateTransaction,
  { incident, pager }: Key,
  { route, told, waiting, severity, findings }: Wanted,
): Promise<void> {
  await run("DELETE FROM told WHERE incident = ? AND pager = ?", incident, pager);
  if (told === null && waiting === null) return;
  await run(
    `INSERT INTO told (incident, pager, route, message, status, severity, findings, told_at_ms,
       joined, in_summary, waits_for, due_at_ms, wait_rank, wait_findings)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[incident, pager, route, told?.message ?? null, told?.status ?? null],
    ...[told?.severity ?? null, told?.findings.join(" ") ?? null, told?.atMs ?? null],
    ...[told?.joined ? 1 : 0, told?.inSummary ? 1 : 0],
    ...[waiting?.waitsFor ?? null, waiting?.dueAtMs ?? null],
    ...[severity === null ? null : SEVERITIES.indexOf(severity), findings.join(" ")],
  );
}

/** A pager that tells something in another's place knows of it from then on. */
export async function noteFallback(
  { run }: StateTransaction,
  told: {
    /** What its own pager could not tell. */
    readonly row: Pick<OutboxRow, "dedupKey" | "pager" | "incident">;
    /** The key under which the other tells it. */
    readonly message: string;
    readonly by: string;
  },
): Promise<void> {
  const { dedupKey, pager, incident } = told.row;
  const known = (column: string) =>
    `${column} = CASE WHEN told.status = 'open' THEN told.${column} ELSE excluded.${column} END`;
  await run(
    `INSERT INTO told
       (incident, pager, route, message, status, severity, findings, told_at_ms, in_summary)
     SELECT incident, ?, route, ?, status, severity, findings, told_at_ms, in_summary
     FROM told WHERE (incident = ? OR message = ?) AND pager = ? AND status <> 'resolved'
     ON CONFLICT (incident, pager) DO UPDATE SET message = excluded.message,
       ${["severity", "findings", "told_at_ms", "in_summary", "status"].map(known).join(", ")}`,
    ...[told.by, told.message, incident, dedupKey, pager],
  );
}

/**
 * Incidents of which something has waited long enough, or is to be looked at again; those that
 * waited longest first.
 */
export async function readDueIncidents(
  { all }: StateTransaction,
  { nowMs, incidentsMax }: { readonly nowMs: number; readonly incidentsMax: number },
): Promise<readonly string[]> {
  const rows = await all(
    `SELECT incident FROM told WHERE due_at_ms <= ? OR looks_again = 1
     GROUP BY incident ORDER BY min(due_at_ms), incident LIMIT ?`,
    ...[nowMs, incidentsMax],
  );
  return rows.map((row) => z.object({ incident: z.string() }).parse(row).incident);
}

/** Looks again at an incident of which a pager can no longer tell. */
export async function wakeTold(
  { run }: StateTransaction,
  { incident, pager }: Key,
  nowMs: number,
): Promise<void> {
  await run(
    "UPDATE told SET waits_for = 'group', due_at_ms = ? WHERE incident = ? AND pager = ?",
    ...[nowMs, incident, pager],
  );
}

/** Looks again at all that waits, which goes on to where nothing has changed for it. */
export async function lookAgain({ run }: StateTransaction): Promise<void> {
  await run("UPDATE told SET looks_again = 1 WHERE due_at_ms IS NOT NULL");
}

function toTold(row: z.infer<typeof toldRowSchema>): PagerState["told"] {
  const { message, status, severity, findings, told_at_ms: atMs, joined } = row;
  if (message === null || status === null || severity === null) return null;
  if (atMs === null) return null;
  return { message, status, severity, findings, atMs, joined, inSummary: row.in_summary };
}

function splitIds(ids: string | null): readonly string[] {
  return ids ? ids.split(" ") : [];
}

function toWait({ waits_for: waitsFor, due_at_ms: dueAtMs }: z.infer<typeof toldRowSchema>) {
  return waitsFor === null || dueAtMs === null ? null : { waitsFor, dueAtMs };
}
