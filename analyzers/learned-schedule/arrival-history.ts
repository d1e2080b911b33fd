import { learnBounds } from "./learn-bounds.ts";
import { type Arrival, type LearnedSchedule, RUNS_MIN, usualGap } from "./learn-schedule.ts";
import { occurrencesOf } from "./rhythm.ts";

const HOUR_MS = 3_600_000;
/** Nine weeks of a daily series. */
const ARRIVALS_MAX = 64;
/** So many arrivals that agree with each other and not with what was learned begin anew. */
const AGREEING = 3;
const AGREE_WITHIN_MS = HOUR_MS;
const CADENCE_CHANGE = 1.5;
const CADENCE_AGREE = 1.1;
/** Weekdays tell a change of days by themselves; what comes several times a day has none. */
const SEVERAL_A_DAY_MS = 20 * HOUR_MS;

/** The arrivals of a series as far as they say what is usual now. */
export type History = {
  /** In order of begin. */
  readonly arrivals: readonly Arrival[];
  /** Times of day count from here; days before count too. */
  readonly sinceMs: number;
  readonly runsMin: number;
};

export const NO_HISTORY: History = {
  arrivals: [],
  sinceMs: Number.NEGATIVE_INFINITY,
  runsMin: RUNS_MIN,
};

/** Three that agree are a new time, or a new cadence: what came before says less, or nothing. */
export function addArrival(
  history: History,
  arrival: Arrival,
  schedule: LearnedSchedule | null,
): History {
  if (history.arrivals.some(({ beganAtMs }) => beganAtMs === arrival.beganAtMs)) return history;
  const all = [...history.arrivals, arrival].sort((a, b) => a.beganAtMs - b.beganAtMs);
  const arrivals = all.slice(-ARRIVALS_MAX);
  const last = arrivals.slice(-AGREEING);
  const [first] = last;
  if (!schedule || !first || last.length < AGREEING) return { ...history, arrivals };
  const era = arrivals.filter(({ beganAtMs }) => beganAtMs >= history.sinceMs);
  const isNew = isElsewhere(last, era.slice(0, -AGREEING), schedule);
  const sinceMs = isNew ? first.beganAtMs : history.sinceMs;
  if (!hasOtherCadence(arrivals)) return { ...history, arrivals, sinceMs };
  const latest = arrivals.slice(-AGREEING - 1);
  return { arrivals: latest, sinceMs, runsMin: latest.length };
}

/** Beyond what those before them show: the first of them have widened the bounds by now. */
function isElsewhere(
  last: readonly Arrival[],
  before: readonly Arrival[],
  { rhythm, gapMs }: LearnedSchedule,
): boolean {
  const occurrences = occurrencesOf(rhythm);
  const asideMs = last.map(({ beganAtMs }) => {
    const dueMs = occurrences.previous(beganAtMs + gapMs / 2) ?? beganAtMs;
    return beganAtMs - dueMs;
  });
  const agree = Math.max(...asideMs) - Math.min(...asideMs) <= Math.min(AGREE_WITHIN_MS, gapMs / 4);
  if (!agree || before.length === 0) return false;
  const bounds = learnBounds(before, occurrences, gapMs);
  return asideMs.every((ms) => ms > bounds.startWithin || ms < -bounds.early);
}

function hasOtherCadence(arrivals: readonly Arrival[]): boolean {
  if (arrivals.length < 2 * AGREEING) return false;
  const last = arrivals.slice(-AGREEING - 1);
  const gaps = last.slice(1).map((one, index) => one.beganAtMs - (last[index]?.beganAtMs ?? 0));
  const [usualMs, nowMs] = [usualGap(arrivals), usualGap(last)];
  const agree = Math.max(...gaps) <= CADENCE_AGREE * Math.min(...gaps);
  const ratio = Math.max(usualMs, nowMs) / Math.max(1, Math.min(usualMs, nowMs));
  return agree && ratio > CADENCE_CHANGE && Math.min(usualMs, nowMs) < SEVERAL_A_DAY_MS;
}
