import { z } from "zod";
import { localTime } from "../../platform/calendar/local-time.ts";
import { drawnSchema } from "../../schemas/drawn.ts";
import { PROOF_LEVELS } from "../../schemas/proof.ts";
import { ALPHA, type Claim } from "../draws/list-claims.ts";

const count = z.int().nonnegative();
const instant = z.iso.datetime({ offset: true });

/** What the random sample shows of all copies of one tenant. */
export const reportedClaimSchema = z.strictObject({
  tenant: z.string(),
  level: z.enum(PROOF_LEVELS),
  since: instant,
  lastDrawnAt: instant,
  /** In the inventory of the last draw. */
  copies: count,
  excluded: drawnSchema.shape.excluded,
  bytesMax: count,
  draws: count,
  counted: count,
  failed: count,
  awaited: count,
  confidence: z.number(),
  /** With that confidence at least this share is good; null where nothing can be claimed yet. */
  goodShareMin: z.number().nullable(),
});
export type ReportedClaim = z.infer<typeof reportedClaimSchema>;

export function reportClaim(claim: Claim, zone: string): ReportedClaim {
  const { campaignAtMs, lastDrawnAtMs, badShareMax, excluded, ...rest } = claim;
  return {
    ...rest,
    excluded: { ...excluded },
    since: localTime(campaignAtMs, zone),
    lastDrawnAt: localTime(lastDrawnAtMs, zone),
    confidence: 1 - ALPHA,
    goodShareMin: badShareMax === null ? null : roundShare(1 - badShareMax),
  };
}

/** To a hundredth of a percent, as shares are told. */
function roundShare(share: number): number {
  return Math.round(share * 10_000) / 10_000;
}
