import { median } from "simple-statistics";

/** A return to the level before is recognized for so many runs. */
const RETURN_RUNS_MAX = 21;
/** Runs in a row agree where they lie within so many scales, or such a share of their distance. */
const AGREE_SCALES = 4;
const AGREE_SHARE = 0.3;

export type Side = "low" | "high";

/** What people decided that bears on one run, and when that ended. */
export type Decided = {
  /** Since the run before, a new normal began. */
  readonly isAnew: boolean;
  /** When it was said to be right: it is learnt, and not told. */
  readonly rightAtMs: number | null;
  readonly finishedAtMs: number;
};

/** A baseline with so much more spread. */
export function widen<Baseline extends { readonly scale: number }>(
  baseline: Baseline,
  by: number,
): Baseline {
  return { ...baseline, scale: by * baseline.scale };
}

/** Where a run would lie, and how far out the one was of which people said that it is right. */
type Right = {
  readonly side: Side | null;
  readonly deviation: number;
  readonly untilMs: number;
};

type Level = {
  readonly runs: number;
  readonly shift: number;
  /** It is the level before the last one. */
  readonly isBack: boolean;
};

/** How one run was taken by the history of its series. Logs throughout. */
export type LevelStep = {
  /** How far the run lies from what was expected of it. */
  readonly deviation: number;
  /** Where it lies out of its baseline, and teaches nothing; null: usual. */
  readonly side: Side | null;
  /** The last so many runs, this one included, are a new level: what came before moves there. */
  readonly level: Level | null;
  /** The history begins anew with this run. */
  readonly restarts: boolean;
  /** People said of it, or of one before it in a row, that it is right: it teaches. */
  readonly right: Right | null;
};

/** The steps that teach, oldest first, each with how far its level has moved since. */
export function learnedSteps<Step extends LevelStep>(
  before: readonly Step[],
): readonly { readonly step: Step; readonly shift: number }[] {
  const learned: { readonly step: Step; readonly shift: number }[] = [];
  let shift = 0;
  let level: Pick<Level, "runs" | "shift"> = { runs: 0, shift: 0 };
  for (const step of [...before].reverse()) {
    if (step.level) level = step.level;
    if (step.side === null || level.runs > 0) learned.push({ step, shift });
    if (step.restarts) break;
    if (level.runs === 1) shift += level.shift;
    level = { ...level, runs: Math.max(0, level.runs - 1) };
  }
  return learned.reverse();
}

/**
 * What people said of a strange run, where that holds for this one as well; `side` is its own. Runs
 * in a row are one finding: what is said of it is said of all that had ended by then and are hardly
 * further out.
 */
export function rightOf(
  before: readonly LevelStep[],
  { side, deviation }: Pick<LevelStep, "side" | "deviation">,
  { rightAtMs, finishedAtMs }: Decided,
): Right | null {
  if (rightAtMs !== null) return { side, deviation, untilMs: rightAtMs };
  const last = before.at(-1)?.right ?? null;
  if (side === null || last === null || finishedAtMs > last.untilMs) return null;
  const isSameSide = last.side === null || last.side === side;
  const isAlike = Math.abs(deviation) <= (1 + AGREE_SHARE) * Math.abs(last.deviation);
  return isSameSide && isAlike ? { ...last, side } : null;
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
  const usual = { deviation, side: null, level: null, restarts: false, right: null };
  if (side === null) return usual;
  if (isAnnounced) return { ...usual, level: { runs: 1, shift: deviation, isBack: false } };
  const shift = mayReturn ? lastShift(before) : 0;
  const rest = Math.abs(deviation + shift);
  if (rest < Math.abs(shift) / 2 && sideOf(deviation + shift) === null)
    return { ...usual, level: { runs: 1, shift: -shift, isBack: true } };
  const alike = [...trailing(before, side), deviation].slice(-adoptAfter);
  const spread = Math.max(...alike) - Math.min(...alike);
  const allowed = Math.max(AGREE_SCALES * scale, AGREE_SHARE * Math.abs(median(alike)));
  if (alike.length < adoptAfter || spread > allowed) return { ...usual, side };
  return { ...usual, side, level: { runs: adoptAfter, shift: median(alike), isBack: false } };
}

/**
 * By how much the level last moved, if not long ago; 0: it did not, or it is back. What was told
 * and went away is told again.
 */
function lastShift(before: readonly LevelStep[]): number {
  const recent = before.slice(-RETURN_RUNS_MAX);
  const start = recent.findLastIndex(({ restarts }) => restarts) + 1;
  const level = recent.slice(start).findLast((step) => step.level !== null)?.level ?? null;
  return level === null || level.isBack ? 0 : level.shift;
}

/** The deviations of the last runs that lie on one side and are no new level yet. */
function trailing(before: readonly LevelStep[], side: Side): readonly number[] {
  const last = before.findLastIndex(
    (step) => (step.side ?? step.right?.side) !== side || step.level !== null,
  );
  return before.slice(last + 1).map(({ deviation }) => deviation);
}
