import type { Policy } from "../../schemas/policy.ts";
import type { ProofChain } from "./week-data.ts";
import type { Standing } from "./week-report.ts";

/**
 * Whether the proofs of a series keep what its policy promises, at `asOfMs`. A failed proof
 * outweighs an older good one.
 */
export function judgeStanding(
  policy: Policy | null,
  chain: ProofChain | null,
  asOfMs: number,
): Standing {
  if (!policy) return "no-policy";
  if (chain?.lastOutcome === "failed") return "failed";
  if (!policy.verification) return "not-asked";
  if (!chain?.lastProven) return "never-proven";
  const isOverdue = asOfMs - chain.lastProven.atMs > policy.verification.every;
  return isOverdue ? "overdue" : "proven";
}
