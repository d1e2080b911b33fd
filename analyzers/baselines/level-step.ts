import { median } from "simple-statistics";

/** A return to the level before is recognized for so many runs. */
const RETURN_RUNS_MAX = 21;
/** Runs in a row agree where they lie within so many scales, or such a share of their distance. */
const AGREE_SCALES = 4;
const AGREE_SHARE = 0.3;

export type Side = "low" | "high";

/** What people decided that bears on one run. */
export type Decided = {
  /** Since the run before, a new normal began. */
  readonly isAnew: boolean;
  /** Its value is right: it is learnt, and not told. */
  readonly isRight: boolean;
  /** By how much it may vary more before it is told, from 1. */
  readonly widening: number;
};

/** A baseline with so much more spread. */
export function widen<Baseline extends { readonly scale: number }>(
  baseline: Baseline | null,
  by: number,
): Baseline | null {
  return baseline && { ...baseline, scale: by * baseline.scale };
}

/** How one run was taken by the history of its series. Logs throughout. */
export type LevelStep = {
  /** How far the run lies from what was expected of it. */
  readonly deviation: number;
  /** Where it lies out of its baseline, and teaches nothing; null: usual. */
  readonly side: Side | null;
  /** The last so many runs, this one included, are a new level: what came before moves there. */
  readonly level: { readonly runs: number; readonly shift: number } | null;
  /** The history begins anew with this run. */
  readonly restarts: boolean;
};

/** The steps that teach, oldest first, each with how far its level has moved since. */
export function learnedSteps<Step extends LevelStep>(
  before: readonly Step[],
): readonly { readonly step: Step; readonly shift: number }[] {
  const learned: { readonly step: Step; readonly shift: number }[] = [];
  let shift = 0;
  let level = { runs: 0, shift: 0 };
  for (const step of [...before].reverse()) {
    if (step.level) level = step.level;
    if (step.side === null || level.runs > 0) learned.push({ step, shift });
    if (step.restarts) break;
    if (level.runs === 1) shift += level.shift;
    level = { ...level, runs: Math.max(0, level.runs - 1) };
  }
  return learned.reverse();
}

type Placing = {
  readonly sideOf: (deviation: number) => Side | null;
  readonly scale: number;
  /** So many runs in a row that agree are the new level. */
  readonly adoptAfter: number;
  /** Whether the level before the last move is recognized when a run lies there again. */
  readonly mayReturn: boolean;
  /** A change was announced: what is out of its baseline is the new level at once. */
  readonly isAnnounced: boolean;
};

/** Takes a run: as usual, as strange, as the new level, or as a return to the level before. */
export function placeStep(
  before: readonly LevelStep[],
  deviation: number,
  { sideOf, scale, adoptAfter, mayReturn, isAnnounced }: Placing,
): LevelStep {
  const side = sideOf(deviation);
  const usual = { deviation, side: null, level: null, restarts: false };
  if (side === null) return usual;
  if (isAnnounced) return { ...usual, level: { runs: 1, shift: deviation } };
  const shift = mayReturn ? lastShift(before) : 0;
  const rest = Math.abs(deviation + shift);
  if (rest < Math.abs(shift) / 2 && sideOf(deviation + shift) === null)
    return { ...usual, level: { runs: 1, shift: -shift } };
  const alike = [...trailing(before, side), deviation].slice(-adoptAfter);
  const spread = Math.max(...alike) - Math.min(...alike);
  const allowed = Math.max(AGREE_SCALES * scale, AGREE_SHARE * Math.abs(median(alike)));
  if (alike.length < adoptAfter || spread > allowed) return { ...usual, side };
  return { ...usual, side, level: { runs: adoptAfter, shift: median(alike) } };
}

/** By how much the level last moved, if not long ago; 0: it did not. */
function lastShift(before: readonly LevelStep[]): number {
  const recent = before.slice(-RETURN_RUNS_MAX);
  const start = recent.findLastIndex(({ restarts }) => restarts) + 1;
  return recent.slice(start).findLast(({ level }) => level !== null)?.level?.shift ?? 0;
}

/** The deviations of the last runs that lie on one side and are no new level yet. */
function trailing(before: readonly LevelStep[], side: Side): readonly number[] {
  const last = before.findLastIndex((step) => step.side !== side || step.level !== null);
  return before.slice(last + 1).map(({ deviation }) => deviation);
}
