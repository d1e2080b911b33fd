import type { DrawExclusion, Drawn } from "../../schemas/drawn.ts";
import { matchPolicy } from "../../schemas/match-policy.ts";
import type { Policy } from "../../schemas/policy.ts";
import { PROOF_LEVELS, type ProofLevel } from "../../schemas/proof.ts";
import type { BornCopy } from "./read-population.ts";

export type Stratum = {
  /** What is drawn from. */
  readonly copies: readonly BornCopy[];
  /** How many are outside the draw, and why. */
  readonly excluded: Drawn["excluded"];
};

type Options = {
  readonly policies: readonly Policy[];
  readonly level: ProofLevel;
  readonly bytesMax: number;
  /** What need not be kept until then may be gone before its turn comes. */
  readonly untilMs: number;
};

/**
 * The copies of each tenant that a draw is made from. What is outside is outside by what is known
 * of it before the draw, so that no lot can put it there.
 */
export function splitPopulation(
  population: readonly BornCopy[],
  options: Options,
): ReadonlyMap<string, Stratum> {
  const tenants = Map.groupBy(population, ({ series }) => series.tenant);
  return new Map(
    [...tenants].map(([tenant, copies]) => {
      const reasons = Map.groupBy(copies, (copy) => reasonOf(copy, options));
      const excluded: Partial<Record<DrawExclusion, number>> = {};
      for (const [reason, out] of reasons) if (reason !== null) excluded[reason] = out.length;
      return [tenant, { copies: reasons.get(null) ?? [], excluded }];
    }),
  );
}

function reasonOf(copy: BornCopy, options: Options): DrawExclusion | null {
  const { policies, level, bytesMax, untilMs } = options;
  const policy = matchPolicy(copy.series, policies);
  const asked = policy?.verification?.level;
  if (!asked || PROOF_LEVELS.indexOf(asked) < PROOF_LEVELS.indexOf(level)) return "asked-for-less";
  const keepMs = policy?.retention?.keep;
  if (keepMs !== undefined && copy.bornAtMs + keepMs < untilMs) return "expiring";
  return Number(copy.copy.sizeBytes) > bytesMax ? "too-large" : null;
}
