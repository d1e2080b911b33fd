import { createLearnedPlan, type Version } from "../learned-schedule/learned-plan.ts";
import { shareRhythm } from "../learned-schedule/rhythm.ts";
import type { CompiledPolicy } from "./compile-policies.ts";
import { createMemory } from "./memory.ts";

/** What is asked of fleets is of the last days. */
const VERSIONS_KEPT = 2;

/** All that says when a series is due next, kept at hand while the rest of it is packed. */
export type KnownDue = {
  /** The first that was heard of; null before. */
  readonly anchorMs: number | null;
  /** Where the schedule is learned: the last of what was. */
  readonly plan: readonly Version[];
  /** Whether more was learned before. */
  readonly isCut: boolean;
};

export function keepDue(anchorMs: number | null, learned: readonly Version[]): KnownDue {
  const plan = learned.slice(-VERSIONS_KEPT).map(({ schedule, ...held }) => ({
    ...held,
    schedule: { rhythm: shareRhythm(schedule.rhythm) },
  }));
  return { anchorMs, plan, isCut: learned.length > VERSIONS_KEPT };
}

/** Undefined where what is kept at hand does not reach back so far. */
export function nextDueOf(
  { occurrencesFrom, learnedZones }: CompiledPolicy,
  { anchorMs, plan, isCut }: KnownDue,
  afterMs: number,
): number | null | undefined {
  if (anchorMs === null) return null;
  if (learnedZones === null) return occurrencesFrom(anchorMs).next(afterMs);
  if (isCut && (plan[0]?.fromMs ?? 0) > afterMs) return undefined;
  return createLearnedPlan(createMemory({ plan: [...plan] })).occurrences.next(afterMs);
}
