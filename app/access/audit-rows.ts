import { z } from "zod";
import type { StateRow, StateTransaction } from "../../platform/state/state-store.ts";
import { type AuditEntry, auditEntrySchema } from "../../schemas/audit.ts";
import { instantToJson } from "../../schemas/instant.ts";

/** What says who did what. */
export const KEPT_MS = 3 * 366 * 86_400_000;
/** Of changes that got no further than the door: as many of people known as of all others. */
const REFUSED_KEPT_MAX = 10_000;
/** Of each thing that is named. */
const SUBJECT_CHARACTERS_MAX = 512;

export type NewAuditEntry = Pick<AuditEntry, "name" | "role" | "via" | "address" | "route"> & {
  readonly subject: AuditEntry["subject"];
  readonly tenant: string | null;
  /** Null until it is answered. */
  readonly status: number | null;
  readonly isRefused: boolean;
};

type Answer = Pick<NewAuditEntry, "subject" | "tenant" | "status">;

/** Adds an entry, lets go of what is too old, and gives the entry's id. */
export async function addAuditEntry(
  transaction: StateTransaction,
  entry: NewAuditEntry,
  nowMs: number,
): Promise<number> {
  const { all, run } = transaction;
  const [last] = await all("SELECT COALESCE(MAX(id), 0) AS id FROM access_audit");
  const id = idOf(last) + 1;
  const { name, role, via, address, route, subject, tenant, status, isRefused } = entry;
  const refused = isRefused ? refusedAs(entry) : 0;
  await run(
    `INSERT INTO access_audit
       (id, at_ms, name, role, via, address, route, subject, tenant, status, refused)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[id, nowMs, name, role, via, address, route, toText(subject), tenant, status],
    refused,
  );
  await run("DELETE FROM access_audit WHERE at_ms < ?", nowMs - KEPT_MS);
  if (isRefused) await leaveOldest(transaction, refused);
  return id;
}

/** Counts an entry among those that were refused; null: it is one too many, and goes. */
export async function refuseAuditEntry(
  transaction: StateTransaction,
  id: number,
  entry: Pick<AuditEntry, "via"> | null,
): Promise<void> {
  if (entry === null) {
    await transaction.run("DELETE FROM access_audit WHERE id = ?", id);
    return;
  }
  await transaction.run("UPDATE access_audit SET refused = ? WHERE id = ?", refusedAs(entry), id);
  await leaveOldest(transaction, refusedAs(entry));
}

function refusedAs(entry: Pick<AuditEntry, "via">): 1 | 2 {
  return isKnown(entry) ? 1 : 2;
}

async function leaveOldest({ run }: StateTransaction, refused: number): Promise<void> {
  await run(
    `DELETE FROM access_audit WHERE refused = ? AND id <= (SELECT id FROM access_audit
       WHERE refused = ? ORDER BY id DESC LIMIT 1 OFFSET ?)`,
    ...[refused, refused, REFUSED_KEPT_MAX],
  );
}

/** Whether somebody showed who they are. */
export function isKnown({ via }: Pick<AuditEntry, "via">): boolean {
  return via !== null && via !== "anonymous";
}

/** Says how a change was answered. */
export async function answerAuditEntry(
  { run }: StateTransaction,
  id: number,
  { subject, tenant, status }: Answer,
): Promise<void> {
  await run(
    "UPDATE access_audit SET subject = ?, tenant = ?, status = ? WHERE id = ?",
    ...[toText(subject), tenant, status, id],
  );
}

type Asked = {
  readonly sinceMs: number;
  /** Of those before this id alone. */
  readonly before: number;
  /** Of these alone, and of nothing that is no tenant's; null for all. */
  readonly tenants: readonly string[] | null;
  readonly limit: number;
};

/** The newest first. */
export async function readAudit(
  { all }: StateTransaction,
  { sinceMs, before, tenants, limit }: Asked,
): Promise<readonly AuditEntry[]> {
  const ofTenants = tenants ? `AND tenant IN (${tenants.map(() => "?").join(", ")})` : "";
  const rows = await all(
    `SELECT id, at_ms, name, role, via, address, route, subject, tenant, status
     FROM access_audit WHERE at_ms >= ? AND id < ? ${ofTenants} ORDER BY id DESC LIMIT ?`,
    ...[sinceMs, before, ...(tenants ?? []), limit],
  );
  return rows.map(toEntry);
}

function toEntry({ at_ms, subject, ...row }: StateRow): AuditEntry {
  return auditEntrySchema.parse({
    ...row,
    at: instantToJson(z.number().parse(at_ms)),
    subject: JSON.parse(z.string().parse(subject)),
  });
}

function idOf(row: StateRow | undefined): number {
  return z.object({ id: z.number() }).parse(row).id;
}

/** JSON has a NUL, which no state takes, as an escape. */
function toText(subject: AuditEntry["subject"]): string {
  const cut = Object.entries(subject).map(([name, text]) => [
    name,
    text.slice(0, SUBJECT_CHARACTERS_MAX),
  ]);
  return JSON.stringify(Object.fromEntries(cut));
}
