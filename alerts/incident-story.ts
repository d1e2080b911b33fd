import { z } from "zod";
import type { StateTransaction } from "../platform/state/state-store.ts";
import { SEVERITIES } from "../schemas/finding.ts";
import { CHANGE_KINDS } from "./change-kinds.ts";
import { INCIDENT_STATUSES } from "./incident.ts";

/** Of more, the latest are told. */
const CHANGES_MAX = 500;
const TELLINGS_MAX = 500;

const atMs = z.coerce.number();

const changeRowSchema = z
  .object({
    kind: z.enum(CHANGE_KINDS),
    at_ms: atMs,
    status: z.enum(INCIDENT_STATUSES),
    severity: z.enum(SEVERITIES),
    finding: z.string().nullable(),
    author: z.string().nullable(),
    reason: z.string().nullable(),
  })
  .transform(({ at_ms, ...change }) => ({ ...change, atMs: at_ms }));

const tellingRowSchema = z
  .object({
    pager: z.string(),
    reason: z.string(),
    created_at_ms: atMs,
    sent_at_ms: atMs.nullable(),
    given_up_at_ms: atMs.nullable(),
  })
  .transform((row) => ({
    ...{ pager: row.pager, reason: row.reason, createdAtMs: row.created_at_ms },
    ...{ sentAtMs: row.sent_at_ms, givenUpAtMs: row.given_up_at_ms },
  }));

/** What changed of an incident, by whom and why, and what was told to whom; each oldest first. */
export type IncidentStory = {
  readonly changes: readonly z.infer<typeof changeRowSchema>[];
  /** Messages of its own; what a digest told of it lies with the digest. */
  readonly tellings: readonly z.infer<typeof tellingRowSchema>[];
};

export async function readStory({ all }: StateTransaction, id: string): Promise<IncidentStory> {
  const changes = await all(
    `SELECT kind, at_ms, status, severity, finding, author, reason FROM incident_changes
     WHERE incident = ? ORDER BY number DESC LIMIT ?`,
    ...[id, CHANGES_MAX],
  );
  const tellings = await all(
    `SELECT pager, reason, created_at_ms, sent_at_ms, given_up_at_ms FROM outbox
     WHERE incident = ? ORDER BY created_at_ms DESC, pager LIMIT ?`,
    ...[id, TELLINGS_MAX],
  );
  return {
    changes: changes.map((row) => changeRowSchema.parse(row)).toSorted((a, b) => a.atMs - b.atMs),
    tellings: tellings
      .map((row) => tellingRowSchema.parse(row))
      .toSorted((a, b) => a.createdAtMs - b.createdAtMs),
  };
}
