import { z } from "zod";
import { COPY_ROLES } from "./events.ts";
import { PROOF_LEVELS } from "./proof.ts";
import { seriesSchema } from "./series.ts";

export const SLOT_STATES = [
  "waiting",
  "late",
  "running",
  "stuck",
  "failed",
  "missing",
  "filled",
  "skipped",
  "unknown",
  "unprotected",
] as const;
export type SlotState = (typeof SLOT_STATES)[number];

const instant = z.iso.datetime({ offset: true });
const durationMs = z.int().nonnegative().nullable();

/** What the policy of a series promises; null where it promises nothing of it. */
const promisesSchema = z.object({
  copies: z.array(z.enum(COPY_ROLES)),
  copiesWithinMs: durationMs,
  keepMs: durationMs,
  purgeWithinMs: durationMs,
  proofEveryMs: durationMs,
  proofLevel: z.enum(PROOF_LEVELS).nullable(),
  rpoMs: durationMs,
  rtoMs: durationMs,
});
export type Promises = z.infer<typeof promisesSchema>;

/**
 * A series as the analyzers see it now: the state of the latest slot that is due, and the next.
 * `version` grows with each change.
 */
export const seriesStateSchema = z.object({
  series: seriesSchema,
  version: z.int().positive(),
  policy: z.string().nullable(),
  state: z.enum(SLOT_STATES),
  slot: instant.nullable(),
  nextSlot: instant.nullable(),
  lastSuccessAt: instant.nullable(),
  lastSizeBytes: z.union([z.int(), z.string()]).nullable(),
  /** While too few runs are known to judge sizes surely, or to know a schedule that is learned. */
  learning: z.object({ runs: z.int().nonnegative(), needed: z.int().positive() }).optional(),
  /** Of a series with a policy. */
  promises: promisesSchema.optional(),
  /** Until when the next proof is due, where one is promised and expected. */
  proofDueAt: instant.optional(),
  updatedAt: instant,
});
export type SeriesState = z.infer<typeof seriesStateSchema>;
