import { z } from "zod";

const instant = z.iso.datetime({ offset: true });
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().nonnegative();

/** Why copies are left out of a draw before it is made: by what is known of them, never by lot. */
export const DRAW_EXCLUSIONS = ["too-large", "asked-for-less", "expiring"] as const;
export type DrawExclusion = (typeof DRAW_EXCLUSIONS)[number];

/** A draw as each of its proofs names it, so that it can be recounted and recomputed. */
export const drawnSchema = z.strictObject({
  /** SHA-256 over the draw's canonical JSON. */
  draw: hash,
  drawnAt: instant,
  /** Since when draws are counted together. */
  campaignAt: instant,
  /** Copies that were drawn in the campaign before this one; none is left out. */
  sequence: count,
  /** The place of this copy in its draw, of so many that were drawn, out of so many. */
  position: count,
  drawn: z.int().positive(),
  copies: z.int().positive(),
  /** Merkle root of the inventory that was drawn from, and the seed that follows from it. */
  inventory: hash,
  seed: hash,
  /** Larger copies are outside the draw. */
  bytesMax: z.int().positive(),
  excluded: z.partialRecord(z.enum(DRAW_EXCLUSIONS), count),
});
export type Drawn = z.infer<typeof drawnSchema>;
