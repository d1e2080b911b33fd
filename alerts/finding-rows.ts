import { z } from "zod";
import type { StateRow, StateTransaction } from "../platform/state/state-store.ts";
import { type Finding, findingSchema, SEVERITIES } from "../schemas/finding.ts";
import type { KnownFinding } from "./apply-finding.ts";
import { subjectOf } from "./cause-of.ts";
import { identifySlot } from "./identify-incident.ts";

const knownRowSchema = z
  .object({
    incident: z.string(),
    version: z.coerce.number(),
    severity: z.enum(SEVERITIES),
    is_open: z.coerce.number(),
    member_of: z.string().nullable(),
  })
  .transform((row) => ({
    ...{ incident: row.incident, version: row.version, severity: row.severity },
    isOpen: row.is_open === 1,
    memberOf: row.member_of,
  }));

const incidentRowSchema = z.object({ incident: z.string() });

const endRowSchema = incidentRowSchema.extend({ resolved_at_ms: z.coerce.number().nullable() });

/** A finding that is in an incident, in the version last seen; null where it is new. */
export async function readKnown(
  transaction: StateTransaction,
  findingId: string,
): Promise<(KnownFinding & { readonly incident: string }) | null> {
  const [row] = await transaction.all(
    `SELECT incident, version, severity, is_open, member_of FROM incident_findings
     WHERE finding = ?`,
    findingId,
  );
  return row ? knownRowSchema.parse(row) : null;
}

/** A finding in the version last seen; null where it is in no incident. */
export async function readFinding(
  { all }: StateTransaction,
  findingId: string,
): Promise<Finding | null> {
  const [row] = await all("SELECT body FROM incident_findings WHERE finding = ?", findingId);
  return row ? parseBody(row) : null;
}

/** The incident of the latest finding of a slot. */
export async function findBySlot(
  transaction: StateTransaction,
  slot: string,
): Promise<string | null> {
  const [row] = await transaction.all(
    "SELECT incident FROM incident_findings WHERE slot = ? ORDER BY opened_at_ms DESC LIMIT 1",
    slot,
  );
  return row ? incidentRowSchema.parse(row).incident : null;
}

/** The latest finding about a subject: its incident, and when it ended. */
export async function findBySubject(
  transaction: StateTransaction,
  subject: string,
): Promise<{ readonly incident: string; readonly resolvedAtMs: number | null } | null> {
  const [row] = await transaction.all(
    `SELECT incident, resolved_at_ms FROM incident_findings WHERE subject = ?
     ORDER BY opened_at_ms DESC, finding LIMIT 1`,
    subject,
  );
  if (!row) return null;
  const { incident, resolved_at_ms } = endRowSchema.parse(row);
  return { incident, resolvedAtMs: resolved_at_ms };
}

/** Of what tenant an incident is; null where none of its findings is about a series. */
export async function readTenant(
  { all }: StateTransaction,
  incident: string,
): Promise<string | null> {
  const [row] = await all(
    "SELECT body FROM incident_findings WHERE incident = ? AND is_common = 0 LIMIT 1",
    incident,
  );
  return row ? (parseBody(row).series?.tenant ?? null) : null;
}

/** The latest incident of a cause that was founded within a span, both ends included. */
export async function findByCause(
  transaction: StateTransaction,
  cause: string,
  span: { readonly fromMs: number; readonly toMs: number },
): Promise<string | null> {
  const [row] = await transaction.all(
    `SELECT id AS incident FROM incidents WHERE cause = ? AND founded_at_ms BETWEEN ? AND ?
     ORDER BY founded_at_ms DESC, id LIMIT 1`,
    ...[cause, span.fromMs, span.toMs],
  );
  return row ? incidentRowSchema.parse(row).incident : null;
}

/** Writes a finding of an incident in its latest version. */
export async function writeFinding(
  transaction: StateTransaction,
  finding: Finding,
  of: { readonly incident: string; readonly memberOf: string | null },
): Promise<void> {
  const { id, version, severity, series, openedAt, resolvedAt } = finding;
  await transaction.run(
    `INSERT INTO incident_findings (incident, finding, version, body, severity, severity_rank,
       is_open, is_common, opened_at_ms, resolved_at_ms, slot, subject, member_of)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (incident, finding) DO UPDATE SET version = excluded.version,
       body = excluded.body, severity = excluded.severity, severity_rank = excluded.severity_rank,
       is_open = excluded.is_open, opened_at_ms = excluded.opened_at_ms,
       resolved_at_ms = excluded.resolved_at_ms, member_of = excluded.member_of`,
    ...[of.incident, id, version, JSON.stringify(finding), severity, SEVERITIES.indexOf(severity)],
    ...[resolvedAt === null ? 1 : 0, series === null ? 1 : 0, Date.parse(openedAt)],
    ...[resolvedAt === null ? null : Date.parse(resolvedAt), identifySlot(finding)],
    ...[subjectOf(finding), of.memberOf],
  );
}

function parseBody(row: StateRow): Finding {
  return findingSchema.parse(JSON.parse(z.object({ body: z.string() }).parse(row).body));
}
