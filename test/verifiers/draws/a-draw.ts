import type { Draw } from "../../../schemas/draw.ts";
import type { Drawn } from "../../../schemas/drawn.ts";
import type { Proof } from "../../../schemas/proof.ts";
import { drawId, makeDraw } from "../../../verifiers/draws/make-draw.ts";
import { aProof, VISITOR } from "../report/a-week.ts";

const DAY_MS = 86_400_000;
export const CAMPAIGN_AT_MS = Date.parse("2026-10-01T00:00:00Z");

export function entriesOf(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `["copy",${index}]`);
}

/** A draw on a day of the campaign. */
export function aDraw(
  entries: readonly string[],
  count: number,
  changes: Partial<Pick<Draw, "sequence" | "tenant" | "excluded">> & { readonly day?: number } = {},
): Draw {
  const { day = 0, ...rest } = changes;
  return makeDraw(entries, count, {
    ...{ tenant: "acme", sequence: 0, level: "restored", bytesMax: 4e12, excluded: {} },
    drawnAt: new Date(CAMPAIGN_AT_MS + day * DAY_MS).toISOString(),
    campaignAt: new Date(CAMPAIGN_AT_MS).toISOString(),
    ...rest,
  });
}

/** The proofs of one draw; null for a copy that has none. */
export function proofsOf(draw: Draw, outcomes: readonly (Proof["outcome"] | null)[]): Proof[] {
  const { drawnAt, campaignAt, sequence, seed, bytesMax, excluded, inventory } = draw;
  return outcomes.flatMap((outcome, position) => {
    if (outcome === null) return [];
    const drawn: Drawn = {
      ...{ drawnAt, campaignAt, sequence, position, seed, bytesMax, excluded },
      draw: drawId(draw),
      drawn: draw.drawn.length,
      copies: inventory.copies,
      inventory: inventory.root,
    };
    const id = `${sequence + position}`.padStart(32, "0");
    return [aProof(VISITOR, { id, outcome, wanted: "restored", reason: "drawn", drawn })];
  });
}
