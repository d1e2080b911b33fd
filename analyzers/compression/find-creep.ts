import { median } from "simple-statistics";
import type { Extent } from "../baselines/extent-of.ts";
import { widen } from "../baselines/level-step.ts";
import { type RatioBaseline, ratioBaseline } from "./ratio-baseline.ts";
import type { RatioStep } from "./step-ratio.ts";

/** The middle of so many runs is no chance. */
const MIDDLE_RUNS = 3;
/** What creeps in these runs is not in the ones before them... */
export const RECENT_RUNS = 10;
/** ...which are as near as a baseline's own are in the middle: older ones may differ by drift. */
const REFERENCE_RUNS = 14;
/** A scale of few runs is often too small, as in judge-duration.ts. */
const UNSURE_RUNS = 2;

/** How far the middle of the last runs lies from what was usual before a creep could begin. */
export type Creep = { readonly reference: RatioBaseline; readonly deviation: number };

/**
 * A baseline follows what falls a little with each run, as it does while somebody encrypts a few
 * files a day: so the last runs are compared with those before them. Null where too few are known,
 * where the level has moved since, or where the run itself is nearer to what was usual.
 */
export function findCreep(
  before: readonly RatioStep[],
  ratioLog: number,
  extent: Extent,
): Creep | null {
  const recent = before.slice(1 - RECENT_RUNS);
  if (recent.some(({ level, restarts }) => level !== null || restarts)) return null;
  const older = before.slice(-RECENT_RUNS + 1 - REFERENCE_RUNS, 1 - RECENT_RUNS);
  const known = ratioBaseline(older, extent);
  if (!known) return null;
  const reference = widen(known, 1 + UNSURE_RUNS / known.runs);
  const last = [...recent.slice(1 - MIDDLE_RUNS).map((step) => step.ratioLog), ratioLog];
  const deviation = median(last) - reference.center;
  const isBack = ratioLog - reference.center > deviation / 2;
  return isBack ? null : { reference, deviation };
}
