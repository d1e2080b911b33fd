import { z } from "zod";
import { bilingualSchema } from "./bilingual.ts";
import { drawnSchema } from "./drawn.ts";
import { COPY_ROLES, checksumSchema } from "./events.ts";
import { requestIdSchema } from "./request-id.ts";
import { BACKUP_TYPES, seriesSchema } from "./series.ts";

export const PROOF_LEVELS = ["exists", "whole", "sound", "restored", "right"] as const;
export type ProofLevel = (typeof PROOF_LEVELS)[number];

export const VERDICTS = ["pass", "fail", "inconclusive"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Whose fault a failure is: only `backup` and `chain` speak of the copy itself. */
export const FAULT_CLASSES = ["backup", "chain", "key", "version", "sandbox", "policy"] as const;
export type FaultClass = (typeof FAULT_CLASSES)[number];

const instant = z.iso.datetime({ offset: true });

/** One check of one copy: what was asked, what was seen, and what that means. */
export const checkSchema = z.object({
  name: z.string(),
  level: z.enum(PROOF_LEVELS),
  verdict: z.enum(VERDICTS),
  observed: z.record(z.string(), z.json()),
  reason: bilingualSchema,
  /** Of a check that took time of its own. */
  startedAt: instant.optional(),
  seconds: z.number().nonnegative().optional(),
  /** Of one that did not pass. */
  fault: z.enum(FAULT_CLASSES).optional(),
});
export type Check = z.infer<typeof checkSchema>;

/** A level that nothing was asked of, and why. */
export const skippedLevelSchema = z.object({
  level: z.enum(PROOF_LEVELS),
  reason: bilingualSchema,
});
export type SkippedLevel = z.infer<typeof skippedLevelSchema>;

const bytesRead = z.object({
  bytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** A copy that was read and restored as a part of another's chain. */
export const chainLinkSchema = z.object({
  backupType: z.enum(BACKUP_TYPES),
  runId: z.string(),
  role: z.enum(COPY_ROLES),
  vault: z.string(),
  uri: z.string(),
  read: bytesRead,
});
export type ChainLink = z.infer<typeof chainLinkSchema>;

/** The instant that was restored to. */
export const targetSchema = z.object({
  at: instant,
  /**
   * The instants that it was drawn from: later than `from`, no later than `until`. Absent where
   * somebody asked for it.
   */
  drawnFrom: z.object({ from: instant, until: instant }).optional(),
});
export type Target = z.infer<typeof targetSchema>;

/**
 * The record of one verification of one copy. `outcome` is `unproven` until every check up to
 * `wanted` has said pass;
 * `level` is the highest level reached. `previous` is the hash of the series' proof before this one
 * (64 zeros for the first);
 * `hash` is SHA-256 over the canonical JSON (RFC 8785) of all but `hash` and `signature`;
 * `signature` is Ed25519 over `hash`. Members that are optional came later: proofs without them
 * were released, and check forever.
 */
export const proofSchema = z.object({
  version: z.literal(1),
  id: z.string().regex(/^[0-9a-f]{32}$/),
  series: seriesSchema,
  runId: z.string(),
  copy: z.object({
    role: z.enum(COPY_ROLES),
    vault: z.string(),
    uri: z.string(),
    sizeBytes: z.union([z.int(), z.string()]),
    checksum: checksumSchema.nullable(),
  }),
  wanted: z.enum(PROOF_LEVELS),
  level: z.enum(PROOF_LEVELS).nullable(),
  outcome: z.enum(["proven", "failed", "unproven"]),
  /**
   * What a failure is called as a finding: bytes that are no backup, or a restore that fails or is
   * not right.
   */
  failure: z.enum(["copy-damaged", "restore-failed"]).nullable(),
  checks: z.array(checkSchema),
  /** The levels without a check, in their order. */
  skipped: z.array(skippedLevelSchema).optional(),
  /** The very bytes that were judged, whether or not a checksum of them was known. */
  read: bytesRead.nullable().optional(),
  /** Of a backup that rests on others: all of them in the order of restoring, itself the last. */
  chain: z.array(chainLinkSchema).optional(),
  target: targetSchema.optional(),
  rowCounts: z.record(z.string(), z.int()).nullable(),
  newestRowAt: instant.nullable(),
  engine: z.string().nullable(),
  /** How the sandbox ended, and whether nothing of it is left; null where none was used. */
  sandbox: z
    .object({ ended: z.string(), cleanup: z.enum(["done", "failed"]) })
    .nullable()
    .optional(),
  /** The version of Vigie that judged. */
  vigie: z.string().optional(),
  startedAt: instant,
  finishedAt: instant,
  restoreSeconds: z.number().nullable(),
  reason: z.enum(["due", "asked", "recheck", "other-copy", "risk", "drawn"]),
  /** Of one whose reason is `drawn`: the draw, so that anybody can make it again. */
  drawn: drawnSchema.optional(),
  /** The restore request that asked for it. */
  request: requestIdSchema.optional(),
  previous: z.string().regex(/^[0-9a-f]{64}$/),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  key: z.string().regex(/^[0-9a-f]{64}$/),
  signature: z.string(),
});
export type Proof = z.infer<typeof proofSchema>;

/** Work to do: verify this copy. The item on `vigie.verifications`. */
export const verificationSchema = z.object({
  id: z.string(),
  series: seriesSchema,
  runId: z.string(),
  copy: z.object({
    role: z.enum(COPY_ROLES),
    vault: z.string(),
    uri: z.string(),
    sizeBytes: z.union([z.int(), z.string()]),
    checksum: checksumSchema.nullable(),
  }),
  /**
   * When the run started, as its job said; freshness is counted back from it. Null: its copy was
   * first observed then at the latest.
   */
  runStartedAt: instant.nullable(),
  level: z.enum(PROOF_LEVELS),
  /** An instant of a log to restore to; one is drawn unless said. */
  targetAt: instant.optional(),
  reason: proofSchema.shape.reason,
  drawn: proofSchema.shape.drawn,
  request: proofSchema.shape.request,
  askedAt: instant,
});
export type Verification = z.infer<typeof verificationSchema>;
