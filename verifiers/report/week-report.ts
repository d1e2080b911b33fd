import { z } from "zod";
import { COPY_ROLES } from "../../schemas/events.ts";
import { FINDING_KINDS, SEVERITIES } from "../../schemas/finding.ts";
import { checkSchema, PROOF_LEVELS } from "../../schemas/proof.ts";
import { seriesSchema } from "../../schemas/series.ts";

const count = z.int().nonnegative();
/**
 * RFC 3339 with the offset of the report's zone, so that it reads as local time without knowing
 * the zone.
 */
const instant = z.iso.datetime({ offset: true });
const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** Whether the newest proofs of a series keep what its policy promises; only `proven` is good. */
export const STANDINGS = [
  "proven",
  "failed",
  "overdue",
  "never-proven",
  "not-asked",
  "no-policy",
] as const;
export type Standing = (typeof STANDINGS)[number];

const reportedSeriesSchema = z.strictObject({
  id: z.string(),
  series: z.strictObject(seriesSchema.shape),
  policy: z.string().nullable(),
  /**
   * Null without a policy. `late` are among `made`; `awaited` are neither made nor judged missing
   * yet.
   */
  slots: z
    .strictObject({ expected: count, made: count, late: count, missing: count, awaited: count })
    .nullable(),
  runs: z.strictObject({ succeeded: count, failed: count, extra: count }),
  copies: z.strictObject({
    required: z.array(z.enum(COPY_ROLES)),
    complete: count,
    /** Runs of the week that succeeded and lack a copy now. */
    incomplete: z.array(
      z.strictObject({ runId: z.string(), startedAt: instant, missing: z.array(z.string()) }),
    ),
    incompleteMore: count,
  }),
  standing: z.enum(STANDINGS),
  verification: z
    .strictObject({ everyMs: count, level: z.enum(PROOF_LEVELS), rtoMs: count.nullable() })
    .nullable(),
  lastProven: z.strictObject({ at: instant, level: z.enum(PROOF_LEVELS) }).nullable(),
  chain: z.strictObject({ proofs: count, head: hash.nullable() }),
});
export type ReportedSeries = z.infer<typeof reportedSeriesSchema>;

const duration = count.nullable();

const reportedPolicySchema = z.strictObject({
  name: z.string(),
  /** A cron in its zone, an interval in milliseconds, or what history shows. */
  schedule: z.union([
    z.strictObject({ cron: z.string(), zone: z.string() }),
    z.strictObject({ everyMs: count }),
    z.strictObject({ learned: z.literal(true) }),
  ]),
  copies: z.array(z.enum(COPY_ROLES)),
  keepMs: duration,
  verifyEveryMs: duration,
  level: z.enum(PROOF_LEVELS).nullable(),
  rpoMs: duration,
  rtoMs: duration,
});
export type ReportedPolicy = z.infer<typeof reportedPolicySchema>;

const reportedProofSchema = z.strictObject({
  id: z.string(),
  seriesId: z.string(),
  runId: z.string(),
  role: z.enum(COPY_ROLES),
  vault: z.string(),
  uri: z.string(),
  wanted: z.enum(PROOF_LEVELS),
  level: z.enum(PROOF_LEVELS).nullable(),
  outcome: z.enum(["proven", "failed", "unproven"]),
  finishedAt: instant,
  engine: z.string().nullable(),
  tables: count.nullable(),
  rows: count.nullable(),
  newestRowAt: instant.nullable(),
  restoreSeconds: z.number().nullable(),
  rtoSeconds: z.number().nullable(),
  checks: z.array(checkSchema.strict().extend({ observed: z.string(), reason: z.string() })),
  /** Levels that nothing was asked of, and why. */
  skipped: z.array(z.strictObject({ level: z.enum(PROOF_LEVELS), reason: z.string() })).optional(),
  hash,
});
export type ReportedProof = z.infer<typeof reportedProofSchema>;

const reportedFindingSchema = z.strictObject({
  id: z.string(),
  kind: z.enum(FINDING_KINDS),
  severity: z.enum(SEVERITIES),
  seriesId: z.string().nullable(),
  openedAt: instant,
  resolvedAt: instant.nullable(),
  summary: z.string(),
});
export type ReportedFinding = z.infer<typeof reportedFindingSchema>;

/** The weekly restore-proof report as data: what the page shows is made from this alone. */
export const weekReportSchema = z.strictObject({
  document: z.literal("vigie-week-report"),
  version: z.literal(1),
  lang: z.enum(["en", "fr"]),
  week: z.string(),
  zone: z.string(),
  from: instant,
  until: instant,
  /** What was known then; before `until` where the week was still under way. */
  asOf: instant,
  /** Those that a series of the report has. */
  policies: z.array(reportedPolicySchema),
  series: z.array(reportedSeriesSchema),
  proofs: z.array(reportedProofSchema),
  proofsMore: count,
  findings: z.strictObject({
    opened: z.array(reportedFindingSchema),
    resolved: z.array(reportedFindingSchema),
    open: z.array(reportedFindingSchema),
    more: count,
  }),
  /** Over the heads of all series' chains, in order of the series' ids. */
  merkleRoot: hash,
});
export type WeekReport = z.infer<typeof weekReportSchema>;
