import type { RestorePlan } from "../../../schemas/restore-plan.ts";

/** A restore in a sandbox; `isOwn`: of the asset itself, else of another of its product. */
export type MeasuredRestore = {
  readonly isOwn: boolean;
  readonly seconds: number;
  readonly bytes: number;
};

type Estimated = Pick<RestorePlan["estimate"], "seconds" | "basis" | "proofs">;

/**
 * How long a chain of so many bytes takes: the median of the seconds per byte of what was measured
 * (the slower of two in the middle), of the asset itself where there is any, times its bytes.
 */
export function estimateDuration(restores: readonly MeasuredRestore[], bytes: number): Estimated {
  const own = restores.filter(({ isOwn }) => isOwn);
  const [measured, basis] =
    own.length > 0 ? [own, "series" as const] : [restores, "product" as const];
  const rates = measured.map((one) => one.seconds / one.bytes).sort((a, b) => a - b);
  const median = rates[Math.floor(rates.length / 2)];
  if (median === undefined) return { seconds: null, basis: null, proofs: 0 };
  return { seconds: median * bytes, basis, proofs: rates.length };
}
