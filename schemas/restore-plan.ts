import { z } from "zod";
import { bilingualSchema } from "./bilingual.ts";
import { COPY_ROLES, checksumSchema } from "./events.ts";
import { PROOF_LEVELS, proofSchema } from "./proof.ts";
import { seriesSchema } from "./series.ts";

const instant = z.iso.datetime({ offset: true });
const bytes = z.union([z.int(), z.string()]);
const seconds = z.number().nonnegative();

/** What is known of a copy by proofs; `ofRunId`: the run whose proof read it too, as its base. */
export const copyProofSchema = z.object({
  id: proofSchema.shape.id,
  level: z.enum(PROOF_LEVELS).nullable(),
  outcome: proofSchema.shape.outcome,
  finishedAt: instant,
  ofRunId: z.string(),
});
export type CopyProof = z.infer<typeof copyProofSchema>;

/** A copy that a restore can be made from, with what speaks for it. */
export const plannedCopySchema = z.object({
  role: z.enum(COPY_ROLES),
  vault: z.string(),
  uri: z.string(),
  sizeBytes: bytes,
  checksum: checksumSchema.nullable(),
  /** As its store last said; null where it is not locked, or that is not known. */
  lockedUntil: instant.nullable(),
  /** Null where no proof has read it. */
  proof: copyProofSchema.nullable(),
});
export type PlannedCopy = z.infer<typeof plannedCopySchema>;

/** One backup of the chain: `copy` is to be taken, `others` where it cannot be. */
export const plannedLinkSchema = z.object({
  series: seriesSchema,
  runId: z.string(),
  startedAt: instant,
  finishedAt: instant,
  /** Before compression, as the job said. */
  sizeBytes: bytes,
  /** By its first bytes, as `vigie inspect` names it; null where they could not be read. */
  format: z.string().nullable(),
  copy: plannedCopySchema,
  others: z.array(plannedCopySchema),
});
export type PlannedLink = z.infer<typeof plannedLinkSchema>;

export const DOUBT_KINDS = [
  "unproven",
  "other-vault",
  "lock-ending",
  "retention-ending",
  "beyond-rpo",
  "beyond-rto",
  "after-needed",
  "duration-unknown",
  "interruption-not-agreed",
  "window-over",
  "leaves-production",
] as const;

export const doubtSchema = z.object({
  kind: z.enum(DOUBT_KINDS),
  /** Of one link of the chain. */
  runId: z.string().nullable(),
  text: bilingualSchema,
});
export type Doubt = z.infer<typeof doubtSchema>;

/**
 * What a restore is made from and where it leads. Without `reached` nothing leads to the instant or
 * run that is wanted, and `lack` says why; `nearest` are the points around it all the same.
 */
export const restorePlanSchema = z.object({
  reached: z
    .object({
      /** The instant that is restored to: never after the one that is wanted. */
      at: instant,
      /** How much before the wanted one, at most: a backup holds what was there when it began. */
      behindSecondsMax: seconds,
      /** What the engine is told (STOPAT, recovery_target_time); null restores all of the chain. */
      stopAt: instant.nullable(),
    })
    .nullable(),
  lack: bilingualSchema.nullable(),
  nearest: z.object({ before: instant.nullable(), after: instant.nullable() }),
  /** In the order of restoring. Empty where nothing is reached. */
  links: z.array(plannedLinkSchema),
  estimate: z.object({
    /** Null where nothing like it was ever restored. */
    seconds: seconds.nullable(),
    /** Whose restores were measured, and how many. */
    basis: z.enum(["series", "product"]).nullable(),
    proofs: z.int().nonnegative(),
    /** The policy's objective. */
    rtoSeconds: seconds.nullable(),
    rpoSeconds: seconds.nullable(),
  }),
  /** At least: the backups before compression, without indexes that they leave out. */
  freeBytesMin: bytes,
  /** Of production, on the machine of the target: approval is needed. Plans of old don't say. */
  productionInstance: z.string().nullable().optional(),
  doubts: z.array(doubtSchema),
});
export type RestorePlan = z.infer<typeof restorePlanSchema>;
