import type { Drawn } from "../../schemas/drawn.ts";
import type { Proof, ProofLevel } from "../../schemas/proof.ts";
import { boundBadShare } from "../statistics/bound-bad-share.ts";
import type { DrawnSample } from "../statistics/log-evidence.ts";

/** The chance that a campaign ever claims what is not so. */
export const ALPHA = 0.05;
/** What was drawn and has no proof by then has failed: it was not shown to restore. */
const AWAITED_MS = 7 * 86_400_000;

/** What the draws of one tenant show at one level, in the campaign that draws are counted in. */
export type Claim = {
  readonly tenant: string;
  readonly level: ProofLevel;
  readonly campaignAtMs: number;
  readonly lastDrawnAtMs: number;
  /** In the inventory of the last draw, and outside it. */
  readonly copies: number;
  readonly excluded: Drawn["excluded"];
  readonly bytesMax: number;
  readonly draws: number;
  /** Copies whose verdict counts, of which so many were not proven. */
  readonly counted: number;
  readonly failed: number;
  /** Drawn, and neither verified nor given up yet; no later one counts before them. */
  readonly awaited: number;
  /** The share that is ruled out to be bad; null where nothing is yet. */
  readonly badShareMax: number | null;
};

type DrawnProof = Proof & { readonly drawn: Drawn };

/**
 * The claims of each tenant's newest campaign from the proofs of what was drawn. Whatever was drawn
 * counts, in the order of the lots: what is not proven has failed, and so has what has no proof
 * after a week. Claims of nothing drawn are none.
 */
export function listClaims(proofs: readonly Proof[], asOfMs: number): readonly Claim[] {
  const drawn = proofs.filter(
    (proof): proof is DrawnProof =>
      proof.drawn !== undefined && Date.parse(proof.drawn.drawnAt) < asOfMs,
  );
  const streams = Map.groupBy(drawn, ({ series, wanted }) =>
    JSON.stringify([series.tenant, wanted]),
  );
  return [...streams.keys()].sort().flatMap((name) => {
    const stream = streams.get(name) ?? [];
    const newest = stream
      .map(({ drawn }) => drawn.campaignAt)
      .sort()
      .at(-1);
    const campaign = stream.filter((proof) => proof.drawn.campaignAt === newest);
    return claimOf(campaign, asOfMs);
  });
}

function claimOf(proofs: readonly DrawnProof[], asOfMs: number): readonly Claim[] {
  const [first] = proofs;
  const draws = listDraws(proofs);
  const last = draws.at(-1);
  if (!first || !last) return [];
  const { samples, total } = countSamples(draws, asOfMs);
  const passed = samples.flatMap((sample) => sample.passed);
  const { campaignAt, drawnAt, copies, excluded, bytesMax } = last;
  return [
    {
      tenant: first.series.tenant,
      level: first.wanted,
      campaignAtMs: Date.parse(campaignAt),
      lastDrawnAtMs: Date.parse(drawnAt),
      ...{ copies, excluded, bytesMax, draws: draws.length },
      counted: passed.length,
      failed: passed.filter((good) => !good).length,
      awaited: total - passed.length,
      badShareMax: boundBadShare(samples, ALPHA),
    },
  ];
}

type KnownDraw = Drawn & { readonly passed: ReadonlyMap<number, boolean> };

/** Each draw once, in the order in which they were made, with the verdicts that are known. */
function listDraws(proofs: readonly DrawnProof[]): readonly KnownDraw[] {
  const byDraw = Map.groupBy(proofs, ({ drawn }) => drawn.draw);
  return [...byDraw.values()]
    .flatMap((of) => {
      const verdicts = of.map(
        ({ drawn, outcome }) => [drawn.position, outcome === "proven"] as const,
      );
      return of.slice(0, 1).map(({ drawn }) => ({ ...drawn, passed: new Map(verdicts) }));
    })
    .sort((one, other) => one.sequence - other.sequence);
}

/** What counts of each draw; one of which nothing is known but its place has failed as a whole. */
function countSamples(draws: readonly KnownDraw[], asOfMs: number) {
  const samples: DrawnSample[] = [];
  let [total, isOpen] = [0, false];
  for (const { sequence, drawn, copies, drawnAt, passed } of draws) {
    const lost = Math.max(0, sequence - total);
    if (lost > 0 && !isOpen)
      samples.push({ copies: Math.max(copies, lost), passed: Array(lost).fill(false) });
    const isOver = asOfMs - Date.parse(drawnAt) > AWAITED_MS;
    const verdicts: boolean[] = [];
    for (let position = 0; position < drawn && !isOpen; position++) {
      const verdict = passed.get(position) ?? (isOver ? false : null);
      if (verdict === null) isOpen = true;
      else verdicts.push(verdict);
    }
    samples.push({ copies, passed: verdicts });
    total = sequence + drawn;
  }
  return { samples, total };
}
