import { seriesKey } from "../../schemas/series.ts";
import type { Candidate, Risk } from "./candidate.ts";
import { isDue } from "./is-due.ts";
import { type Bound, boundPassed, costOf, take, type VaultBudget } from "./vault-budget.ts";

const DAY_MS = 86_400_000;

/**
 * How many days of waiting each risk is worth: so the greater goes first, and whatever waits comes
 * first in the end.
 */
const RISK_DAYS: Readonly<Record<Risk, number>> = {
  "last-proof-expiring": 60,
  anomaly: 30,
  upgrade: 14,
  "size-change": 7,
  "long-unproven": 0,
};

export type Chosen = { readonly candidate: Candidate; readonly reason: "due" | "risk" };

/** What a round should have verified and does not; `never` where an empty budget is too small. */
export type LeftOut = Chosen & { readonly bound: Bound; readonly never: boolean };

export type Choice = { readonly chosen: readonly Chosen[]; readonly left: readonly LeftOut[] };

type Options = {
  readonly budgetOf: (vault: string) => VaultBudget;
  readonly nowMs: number;
  /** When the next round comes. */
  readonly nextRoundMs: number;
};

/**
 * Which copies a round verifies: of each series that is due one copy, from the vault that was tried
 * longest ago, the longest overdue first; then for their risks others, of each run at most one, all
 * within the budget of their vault. What does not fit lets smaller ones pass and waits, and the
 * longer it waits the earlier it comes. The order of `candidates` does not matter.
 */
export function chooseCopies(candidates: readonly Candidate[], options: Options): Choice {
  const { budgetOf, nextRoundMs } = options;
  const spent = new Map<string, VaultBudget>();
  const chosen: Chosen[] = [];
  const left: LeftOut[] = [];

  function tryTake(candidate: Candidate, reason: Chosen["reason"]): LeftOut | null {
    const { vault } = candidate.copy;
    const room = spent.get(vault) ?? budgetOf(vault);
    const cost = costOf(candidate, reason === "risk");
    const bound = boundPassed(room, cost);
    if (bound) {
      const never = boundPassed(budgetOf(vault), cost) !== null;
      return { candidate, reason, bound, never };
    }
    spent.set(vault, take(room, cost));
    chosen.push({ candidate, reason });
    return null;
  }

  for (const copies of listDue(candidates, nextRoundMs)) {
    const refused: LeftOut[] = [];
    for (const candidate of copies) {
      const refusal = tryTake(candidate, "due");
      if (!refusal) break;
      refused.push(refusal);
    }
    if (refused.length === copies.length) left.push(...refused.slice(0, 1));
  }
  const runs = new Set(chosen.map(({ candidate }) => runOf(candidate)));
  for (const candidate of listRisky(candidates, options)) {
    if (runs.has(runOf(candidate))) continue;
    const refusal = tryTake(candidate, "risk");
    if (refusal) left.push(refusal);
    else runs.add(runOf(candidate));
  }
  return { chosen, left };
}

/** The copies of each due series in the order of their turn; the most overdue series first. */
function listDue(candidates: readonly Candidate[], nextRoundMs: number): Candidate[][] {
  const newest = candidates.filter(({ isNewest }) => isNewest);
  const due = newest.filter((one) => isDue(one, one.everyMs, nextRoundMs));
  const bySeries = [...Map.groupBy(due, ({ series }) => seriesKey(series)).values()];
  const overdue = ([first]: Candidate[]) => (first ? overdueOf(first, nextRoundMs) : 0);
  return bySeries
    .map((copies) => copies.toSorted(compareTurns))
    .sort((one, other) => overdue(other) - overdue(one) || compareFirst(one, other));
}

/** How many of its periods a series has gone without an attempt. */
function overdueOf(candidate: Candidate, nextRoundMs: number): number {
  const { lastAttempt, seriesSinceMs, everyMs } = candidate;
  return (nextRoundMs - (lastAttempt?.finishedAtMs ?? seriesSinceMs)) / everyMs;
}

function listRisky(candidates: readonly Candidate[], { nowMs }: Options): Candidate[] {
  const weightOf = ({ risks, vaultTriedAtMs, seriesSinceMs }: Candidate) =>
    risks.reduce((sum, risk) => sum + RISK_DAYS[risk], 0) +
    (nowMs - (vaultTriedAtMs ?? seriesSinceMs)) / DAY_MS;
  return candidates
    .filter(({ risks }) => risks.length > 0)
    .sort((one, other) => weightOf(other) - weightOf(one) || compareNames(one, other));
}

/** Vaults never tried first, then the one tried longest ago; of equals the primary. */
function compareTurns(one: Candidate, other: Candidate): number {
  const turnOf = ({ vaultTriedAtMs }: Candidate) => vaultTriedAtMs ?? Number.NEGATIVE_INFINITY;
  const [a, b] = [turnOf(one), turnOf(other)];
  if (a !== b) return a < b ? -1 : 1;
  if (one.copy.role !== other.copy.role) return one.copy.role === "primary" ? -1 : 1;
  return compareNames(one, other);
}

function compareFirst([one]: Candidate[], [other]: Candidate[]): number {
  return one && other ? compareNames(one, other) : 0;
}

function compareNames(one: Candidate, other: Candidate): number {
  const [a, b] = [nameOf(one), nameOf(other)];
  return a < b ? -1 : Number(a > b);
}

function runOf({ series, runId }: Candidate): string {
  return JSON.stringify([seriesKey(series), runId]);
}

/** The identity of a copy. */
function nameOf({ series, runId, copy }: Candidate): string {
  return JSON.stringify([seriesKey(series), runId, copy.vault, copy.uri]);
}
