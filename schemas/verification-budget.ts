import { z } from "zod";
import { durationSchema, sizeSchema } from "./duration.ts";
import { PROOF_LEVELS } from "./proof.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const vaultBudget = {
  /** Of work, as the last proofs took it, for each of the `sandboxes`. */
  time: durationSchema.default(8 * HOUR_MS),
  /** To be read. */
  bytes: sizeSchema.default(4 * 2 ** 40),
  /** To be opened. */
  sandboxes: z.int().min(1).default(1_000),
};

/** What one round of verifications may take from each vault; what it leaves out is said. */
export const budgetSchema = z.strictObject({
  ...vaultBudget,
  /** Copies of a vault that are verified for a risk, after all that is due. */
  extras: z.int().min(0).default(20),
  vaults: z
    .record(
      z.string().min(1),
      z.strictObject({
        time: vaultBudget.time.unwrap().optional(),
        bytes: vaultBudget.bytes.unwrap().optional(),
        sandboxes: vaultBudget.sandboxes.unwrap().optional(),
        extras: z.int().min(0).optional(),
      }),
    )
    .default({}),
});

export type BudgetConfig = z.infer<typeof budgetSchema>;

/** A random sample of every tenant's copies, from which the report says how many restore. */
export const drawsSchema = z.strictObject({
  /** So many of each tenant at each round. */
  copies: z.int().min(1).max(1_000),
  level: z.enum(PROOF_LEVELS).default("restored"),
  /** Larger copies are outside the draw, which is said; `verification.bytesMax` unless said. */
  bytesMax: sizeSchema.pipe(z.int().positive()).optional(),
  /** For so long draws are counted together; then they are counted anew. */
  campaign: durationSchema
    .refine((ms) => ms >= 7 * DAY_MS && ms <= 366 * DAY_MS, "must be from 7d to 366d")
    .default(91 * DAY_MS),
});
export type DrawsConfig = z.infer<typeof drawsSchema>;
