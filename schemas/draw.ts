import { z } from "zod";
import { drawnSchema } from "./drawn.ts";
import { PROOF_LEVELS } from "./proof.ts";

const { drawnAt, campaignAt, sequence, copies, inventory, seed } = drawnSchema.shape;
const { bytesMax, excluded } = drawnSchema.shape;

/**
 * A random draw of copies of one tenant. `drawn` are entries of the inventory, in the order in
 * which the seed ranks them.
 */
export const drawSchema = z.strictObject({
  document: z.literal("vigie-draw"),
  version: z.literal(1),
  tenant: z.string(),
  ...{ drawnAt, campaignAt, sequence, bytesMax, excluded },
  level: z.enum(PROOF_LEVELS),
  inventory: z.strictObject({ copies, root: inventory }),
  seed,
  drawn: z.array(z.string()).min(1),
});
export type Draw = z.infer<typeof drawSchema>;

/** A draw with the inventory that it was made from, one line of canonical JSON per copy. */
export const drawFileSchema = z.strictObject({
  draw: drawSchema,
  inventory: z.array(z.string()).min(1),
  publicKeyPem: z.string(),
  signature: z.string(),
});
export type DrawFile = z.infer<typeof drawFileSchema>;
