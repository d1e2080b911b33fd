import type { Decision, DecisionOf } from "../../schemas/decision.ts";
import { sayAuthor } from "./say-decision.ts";

/** A time in which nothing is expected of a series, from its begin up to and without its end. */
export type Suspension = {
  readonly state: "paused" | "retired";
  readonly fromMs: number;
  /** Infinite where nobody has said when it ends. */
  readonly untilMs: number;
  /** Such as `retired, says Ada: replaced by par-sql-04`. */
  readonly why: string;
};

/** The pauses and retirements that were decided; a resumption ends those before it. */
export function listSuspensions(decisions: readonly Decision[]): readonly Suspension[] {
  const resumedMs = decisions.filter(({ kind }) => kind === "resume").map(({ time }) => time);
  return decisions
    .filter((decision) => decision.kind === "pause" || decision.kind === "retire")
    .map((decision) => toSuspension(decision, resumedMs));
}

function toSuspension(
  decision: DecisionOf<"pause"> | DecisionOf<"retire">,
  resumedMs: readonly number[],
): Suspension {
  const { kind, time, from: fromMs = time, until = Number.POSITIVE_INFINITY } = decision;
  const untilMs = Math.min(until, ...resumedMs.filter((resumed) => resumed > time));
  const state = kind === "pause" ? "paused" : "retired";
  return { state, fromMs, untilMs, why: `${state}, ${sayAuthor(decision)}` };
}
