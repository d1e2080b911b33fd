import type { BudgetConfig } from "../../schemas/verification-budget.ts";
import type { Candidate } from "./candidate.ts";

const SECOND_MS = 1_000;

export const BOUNDS = ["time", "bytes", "sandboxes", "extras"] as const;
export type Bound = (typeof BOUNDS)[number];

/** What one round may take from one vault. */
export type VaultBudget = Readonly<Record<Bound, number>>;

/** The budget of each vault; `sandboxes` is how many work at once. */
export function budgetOf(budget: BudgetConfig, vault: string, sandboxes: number): VaultBudget {
  const own = budget.vaults[vault] ?? {};
  return {
    time: ((own.time ?? budget.time) / SECOND_MS) * sandboxes,
    bytes: own.bytes ?? budget.bytes,
    sandboxes: own.sandboxes ?? budget.sandboxes,
    extras: own.extras ?? budget.extras,
  };
}

/** What a copy takes of it: time in seconds of one sandbox. */
export function costOf({ copy, seconds }: Candidate, isExtra: boolean): VaultBudget {
  return { time: seconds, bytes: Number(copy.sizeBytes), sandboxes: 1, extras: isExtra ? 1 : 0 };
}

/** The bound that `cost` would pass; null where there is room. */
export function boundPassed(left: VaultBudget, cost: VaultBudget): Bound | null {
  return BOUNDS.find((bound) => cost[bound] > left[bound]) ?? null;
}

export function take(left: VaultBudget, cost: VaultBudget): VaultBudget {
  const rest = (bound: Bound) => left[bound] - cost[bound];
  return {
    time: rest("time"),
    bytes: rest("bytes"),
    sandboxes: rest("sandboxes"),
    extras: rest("extras"),
  };
}
