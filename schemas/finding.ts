import { z } from "zod";
import { bilingualSchema } from "./bilingual.ts";
import { COPY_ROLES } from "./events.ts";
import { isStorable, STORABLE } from "./is-storable.ts";
import { seriesSchema } from "./series.ts";

export const FINDING_KINDS = [
  "late",
  "missing",
  "stuck",
  "failed",
  "extra-run",
  "warned",
  "undersized",
  "oversized",
  "too-fast",
  "too-slow",
  "incompressible",
  "copy-missing",
  "copy-late",
  "copy-lost",
  "copy-changed",
  "copy-size-mismatch",
  "copy-checksum-mismatch",
  "copy-unverified",
  "copies-colocated",
  "unencrypted",
  "lock-short",
  "chain-broken",
  "base-hijacked",
  "purge-foretold",
  "retention-short",
  "purge-overdue",
  "mass-deletion",
  "unprotected",
  "rpo-breach",
  "rto-breach",
  "schedule-drift",
  "proof-overdue",
  "restore-failed",
  "copy-damaged",
  "last-proof-expiring",
  "collector-silent",
  "clock-skew",
  "rejects-rising",
  "pager-failed",
  "disk-low",
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

export const SEVERITIES = ["critical", "warning", "info"] as const;
export type Severity = (typeof SEVERITIES)[number];

const instant = z.iso.datetime({ offset: true });

/**
 * A finding as people and programs read it. `version` grows by one with each change of the same
 * `id`; the highest is the truth.
 */
export const findingSchema = z.object({
  id: z.string().regex(/^[0-9a-f]{32}$/),
  version: z.int().positive(),
  kind: z.enum(FINDING_KINDS),
  severity: z.enum(SEVERITIES),
  series: seriesSchema.nullable(),
  slot: instant.nullable(),
  runId: z.string().nullable(),
  copy: z.object({ role: z.enum(COPY_ROLES), vault: z.string(), uri: z.string() }).nullable(),
  collector: z.string().nullable(),
  parent: z.string().refine(isStorable, STORABLE).nullable(),
  openedAt: instant,
  resolvedAt: instant.nullable(),
  resolution: z.string().refine(isStorable, STORABLE).nullable(),
  evidence: z.record(z.string(), z.json()),
  summary: bilingualSchema,
});

export type Finding = z.infer<typeof findingSchema>;
