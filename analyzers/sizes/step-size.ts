import { median } from "simple-statistics";
import type { Place } from "../baselines/fit-baseline.ts";
import type { Point, PointList } from "../baselines/point-history.ts";
import { isAge } from "./age-season.ts";
import { areAlike } from "./are-alike.ts";
import { isPurgedAgain, notePurge, type Purge } from "./former-purges.ts";
import {
  isGraveLoss,
  judgeSize,
  type SizeRule,
  type SizeVerdict,
  type Thresholds,
  thresholdsOf,
} from "./judge-size.ts";
import { type Drift, findDrift, type LevelMark, noteLevel } from "./level-drift.ts";
import { logSize, measureSize, type SizeMeasure } from "./measure-size.ts";
import type { SizeLimits } from "./size-limits.ts";
import {
  isLikeWeeksBefore,
  isQuietDay,
  isUsualOfMonth,
  isUsualOfWeekday,
  type Peak,
} from "./usual-days.ts";

/** So many runs in a row that are out alike are the new level. */
const LEVEL_RUNS = 3;
/** So many in a row that don't agree are how the series is now. */
const PENDING_MAX = 7;
/** So long is the level before remembered: what was mended comes back to it. */
const RETURN_RUNS = 21;
const PEAKS_MAX = 8;
/** An announced change excuses the runs during it, and so many from its end on... */
const ANNOUNCED_RUNS = 3;
/** ...or the first one, where three would take longer than this. */
const ANNOUNCED_DAYS = 7;
const DAY_MS = 86_400_000;

type Pending = Point & {
  readonly change: number;
  readonly teaches: boolean;
  readonly isAnnounced: boolean;
};

/** What earlier runs left besides what they taught. */
export type SizeState = {
  /** Runs in a row that are out, and teach nothing yet. */
  readonly pending: readonly Pending[];
  readonly left: { readonly shift: number; readonly runs: number } | null;
  readonly peaks: readonly Peak[];
  /** Falls that became the level and did not come back at once. */
  readonly purges: readonly Purge[];
  /** How many scales the last run was out; 0 where that is explained. */
  readonly lastZ: number;
  /** What was usual of a whole before, since its level last changed with a word. */
  readonly marks: readonly LevelMark[];
  /** The last run was told as the level has fallen by and by. */
  readonly hasDrifted: boolean;
};

export const NO_STATE: SizeState = {
  ...{ pending: [], left: null, peaks: [], purges: [], lastZ: 0 },
  ...{ marks: [], hasDrifted: false },
};

/** Why nobody is told of a size that is out. */
export type Excuse =
  | "right"
  | "announced"
  | "quiet day"
  | "same weekday"
  | "month end"
  | "former level"
  | "purged again";

export type SizeStep = {
  readonly verdict: SizeVerdict;
  readonly measure: SizeMeasure | null;
  /** How far out it had to be; null where nothing came before. */
  readonly thresholds: Thresholds | null;
  readonly excuse: Excuse | null;
  /** How far its level has fallen by and by, where that is told of it. */
  readonly drift: Drift | null;
  /** Such a fall was told of the run before. */
  readonly isAfterDrift: boolean;
  /** The run's own level, and that of those before it, were adopted. */
  readonly adopted: boolean;
  /** First what is known moves by `shift`, then `learned` is added to it. */
  readonly shift: number;
  readonly learned: readonly Point[];
  readonly state: SizeState;
};

export type SizedRun = {
  readonly bytes: number;
  readonly place: Place;
  readonly beganAtMs: number;
  /** Whether a change was announced that ends after an instant and begins before the run's end. */
  readonly isAnnounced: (sinceMs: number) => boolean;
  /** A person said that its size is right. */
  readonly isRight: boolean;
  /** By how much thresholds are wider as people said false alarm, from 1. */
  readonly widening: { readonly undersized: number; readonly oversized: number };
};

type History = { readonly points: PointList; readonly state: SizeState };
type Rules = { readonly limits: SizeLimits; readonly minBytes: number | null };
type Measured = {
  readonly measure: SizeMeasure;
  readonly limits: SizeLimits;
  readonly isQuiet: boolean;
};

/** Judges a run by what came before it, and learns from it: one bad day teaches nothing. */
export function stepSize(history: History, run: SizedRun, { limits, minBytes }: Rules): SizeStep {
  const { points } = history;
  const { bytes, place } = run;
  const point = { value: logSize(bytes), place };
  const measure = measureSize(point.value, { place, points, limits });
  const zBefore = history.state.lastZ;
  const usualDays = points.days.at(-1) ?? place.days;
  const isQuiet = measure !== null && limits.followsWork && isQuietDay(measure, place, usualDays);
  // What a day off explains makes no later run of it the second that is out.
  const marks = run.isRight ? [] : history.state.marks;
  const lastZ = isQuiet ? 0 : (measure?.z ?? 0);
  const state = { ...age(history.state), lastZ, marks, hasDrifted: false };
  const wide = measure ? widen(limits, measure, run.widening) : limits;
  const thresholds = measure && thresholdsOf(measure, wide, zBefore);
  const verdict = judgeSize({ bytes, minBytes, measure, limits: wide, zBefore });
  const unexcused = { excuse: null, drift: null, adopted: false, shift: 0 } as const;
  const isAfterDrift = history.state.hasDrifted;
  const step = { verdict, measure, thresholds, isAfterDrift, ...unexcused };
  const untold = state.pending.filter(({ teaches }) => teaches);
  const isRuled = verdict.verdict === "out" && isByRule(verdict.rule, bytes, limits);
  const settled = { ...state, pending: [] };
  const learned = [...untold, point];
  if (isRuled && run.isRight)
    return { ...step, excuse: "right", learned, state: { ...settled, lastZ: 0 } };
  if (isRuled) return { ...step, learned: untold, state: settled };
  const isIn = verdict.verdict === "usual" || verdict.verdict === "unknown";
  if (isIn || !measure)
    return tellDrift({ ...step, learned, state: settled }, run, { history, limits });
  if (state.left && isBack(measure, state.left.shift, limits)) {
    const back = { ...step, excuse: "former level", shift: -state.left.shift } as const;
    return { ...back, learned: [point], state: backFrom(settled) };
  }
  if (limits.isWhole && isPurgedAgain(point.value, measure, state.purges))
    return { ...step, excuse: "purged again", learned: [point], ...fallTo(point, measure, state) };
  const excuse =
    verdict.verdict === "out"
      ? excuseOf({ points, state }, run, { measure, limits, isQuiet })
      : null;
  // However many runs a day off has, it is no level.
  if (excuse === "quiet day")
    return { ...step, excuse, learned: [], state: { ...state, lastZ: 0 } };
  const teaches = verdict.verdict === "odd" || excuse === "same weekday" || excuse === "right";
  const { change } = measure;
  const isAnnounced = excuse === "announced";
  const peaks = isAnnounced ? state.peaks : [...state.peaks, { ...point, change }];
  const pending = [...state.pending, { ...point, change, teaches, isAnnounced }];
  const next = { ...state, lastZ: excuse ? 0 : lastZ, pending, peaks: peaks.slice(-PEAKS_MAX) };
  return { ...step, excuse, ...settle(next, measure, isAnnounced) };
}

function widen(
  limits: SizeLimits,
  { change }: SizeMeasure,
  { undersized, oversized }: SizedRun["widening"],
): SizeLimits {
  const by = change < 0 ? undersized : oversized;
  const { scales, secondScales, fall, rise } = limits;
  const wider = { scales: scales * by, secondScales: secondScales * by };
  return { ...limits, ...wider, fall: fall * by, rise: rise * by };
}

function backFrom(settled: SizeState): SizeState {
  return { ...settled, left: null, purges: [], lastZ: 0, marks: [] };
}

/** A whole whose level has fallen by steps of which none was told is told once for all of them. */
function tellDrift(
  step: SizeStep,
  run: SizedRun,
  { history, limits }: Pick<Rules, "limits"> & { readonly history: History },
): SizeStep {
  const { measure, state } = step;
  if (!measure?.isSure || !limits.isWhole) return step;
  const { center, level } = measure.baseline;
  const mark = { days: run.place.days, atMs: run.beganAtMs, log: center + level };
  const wide = { scale: measure.scale, widening: run.widening.undersized, limits };
  const drift = findDrift(history.state.marks, mark, wide);
  if (!drift) return { ...step, state: { ...state, marks: noteLevel(state.marks, mark) } };
  const anew = { ...state, marks: [mark] };
  if (run.isRight) return { ...step, excuse: "right", state: anew };
  if (run.isAnnounced(drift.from.atMs)) return { ...step, state: anew };
  const verdict = {
    verdict: "out",
    kind: "undersized",
    severity: "warning",
    rule: "drift",
  } as const;
  const learned = step.learned.slice(0, -1);
  return { ...step, verdict, drift, learned, state: { ...anew, hasDrifted: true } };
}

/** A fall to where a former one led is the level at once. */
function fallTo({ value, place }: Point, { change }: SizeMeasure, state: SizeState) {
  const left = { shift: change, runs: RETURN_RUNS };
  const purges = notePurge(state.purges, { days: place.days, floor: value, change });
  return { shift: change, state: { ...state, pending: [], left, purges, lastZ: 0, marks: [] } };
}

/** What was out alike long enough is the new level; what fell to it stands out no more. */
function settle(state: SizeState, { scale }: SizeMeasure, isAnnounced: boolean) {
  const { pending } = state;
  const last = pending.slice(-LEVEL_RUNS).map(({ change }) => change);
  const shift = median(last);
  const isLevel = last.length === LEVEL_RUNS && (areAlike(last, scale) || isAnnounced);
  if (!isLevel && pending.length < PENDING_MAX)
    return { learned: [], adopted: false, shift: 0, state };
  const sinceDays = pending[0]?.place.days ?? 0;
  const peaks = state.peaks.filter(({ place, change }) => change > 0 || place.days < sinceDays);
  const settled = { ...state, peaks, pending: [] };
  const learned = { learned: pending, adopted: true };
  if (!isLevel) return { ...learned, shift: 0, state: settled };
  const left = { shift, runs: RETURN_RUNS };
  const purges = notePurge(state.purges, purgeOf(pending, shift));
  // What nobody was told of, nor had said, is a part of a drift.
  const marks = pending.slice(-LEVEL_RUNS).every(({ teaches }) => teaches) ? state.marks : [];
  return { ...learned, shift, state: { ...settled, left, purges, lastZ: 0, marks } };
}

/** The level that so many runs fell to. */
function purgeOf(pending: readonly Pending[], change: number): Purge {
  const last = pending.slice(-LEVEL_RUNS);
  const days = last[0]?.place.days ?? 0;
  return { days, floor: median(last.map(({ value }) => value)), change };
}

/** Parts may shrink to next to nothing where nothing is written: that is learnt like any size. */
function isByRule(rule: SizeRule, bytes: number, { isWhole }: SizeLimits): boolean {
  return rule === "minimum" || (rule === "empty" && (isWhole || bytes === 0));
}

function age(state: SizeState): SizeState {
  if (!state.left) return state;
  const { shift, runs } = state.left;
  return { ...state, left: runs > 1 ? { shift, runs: runs - 1 } : null };
}

/** A grave loss is at the former level where it is no further from it than is told at all. */
function isBack(measure: SizeMeasure, shift: number, limits: SizeLimits): boolean {
  const { change, scale } = measure;
  const spread = isGraveLoss(measure, limits) ? 0 : limits.scales * scale;
  return Math.abs(change + shift) <= Math.max(spread, limits.fall);
}

function excuseOf(
  { points, state }: History,
  { bytes, place, beganAtMs, isAnnounced, isRight }: SizedRun,
  { measure, limits, isQuiet }: Measured,
): Excuse | null {
  if (isRight) return "right";
  if (measure.change > 0 && isUsualOfMonth(measure, place, { points, peaks: state.peaks, limits }))
    return "month end";
  if (isQuiet) return "quiet day";
  if (isLikeWeeksBefore(measure, place, { points, peaks: state.peaks, limits }))
    return "same weekday";
  if (isAge(place.season) && isUsualOfWeekday(bytes, place, { points, limits }))
    return "same weekday";
  const before = state.pending.at(-1);
  // What was announced has led there: a series that runs each week has no second run meanwhile.
  if (before?.isAnnounced && areAlike([before.change, measure.change], measure.scale))
    return "announced";
  const runs = [...points.days, ...state.pending.map((run) => run.place.days)];
  const third = runs.at(-ANNOUNCED_RUNS) ?? runs[0] ?? place.days;
  const last = runs.at(-1) ?? place.days;
  const sinceDays = Math.min(last, Math.max(third, place.days - ANNOUNCED_DAYS));
  const sinceMs = beganAtMs - (place.days - sinceDays) * DAY_MS;
  return isAnnounced(sinceMs + 1) ? "announced" : null;
}
