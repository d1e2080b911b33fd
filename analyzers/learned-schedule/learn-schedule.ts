import { median } from "simple-statistics";
import { openZone } from "../../platform/calendar/open-zone.ts";
import { type LearnedBounds, learnBounds } from "./learn-bounds.ts";
import { learnMonthDay, learnWeekdays } from "./learn-days.ts";
import { occurrencesOf, type Rhythm } from "./rhythm.ts";
import { deviation, usualTime } from "./usual-time.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** So many runs are needed of what comes several times a week, and of what is rarer. */
export const RUNS_MIN = 7;
const RUNS_MIN_RARE = 4;
const RARE_MS = 4 * DAY_MS;

/** Which usual interval is of which cadence. */
const SEVERAL_A_DAY_MS = 20 * HOUR_MS;
const DAILY_MS = 36 * HOUR_MS;
const WEEKLY_MS = 8.5 * DAY_MS;
const MONTHLY_MS = [27 * DAY_MS, 32 * DAY_MS] as const;
const MONTH_LEAST_MS = 28 * DAY_MS;

/** Below it there is no usual time of day. */
const CONCENTRATION_MIN = 0.7;
/** Intervals that stray further than this share of the usual one are no cadence. */
const STRAY_MAX = 0.25;
/** One zone must fit by so much better than the one that was taken before. */
const BETTER_FIT = 0.002;
const HOUR_STEPS = [1, 2, 3, 4, 6, 8, 12] as const;
const ROUND_SHARE = 0.1;
/** So that what is due does not change with each run. */
const DUE_STEP_MS = 5 * MINUTE_MS;

/** A success by its own times. */
export type Arrival = { readonly beganAtMs: number; readonly finishedAtMs: number };

/** What history shows to be usual, as a schedule. */
export type LearnedSchedule = {
  readonly rhythm: Rhythm;
  /** Between slots that follow each other there is at least so much. */
  readonly gapMs: number;
  readonly bounds: LearnedBounds;
  /** A cron, or an interval such as `every 15 min`. */
  readonly text: string;
  readonly zone: string;
  readonly runs: number;
};

type Cadence = Pick<LearnedSchedule, "rhythm" | "gapMs" | "text" | "zone">;

type Learning = {
  readonly arrivals: readonly Arrival[];
  /** Times of day count from here; days before count too. */
  readonly sinceMs: number;
  /** The zones it may follow, the likeliest first. */
  readonly zones: readonly string[];
  readonly runsMin?: number;
};

/** Null until enough is known, and where nothing is regular. `arrivals` are in order of begin. */
export function learnSchedule(learning: Learning): LearnedSchedule | null {
  const { arrivals, sinceMs, runsMin = RUNS_MIN } = learning;
  if (arrivals.length < Math.min(runsMin, RUNS_MIN_RARE)) return null;
  const usualMs = usualGap(arrivals);
  if (usualMs < RARE_MS && arrivals.length < runsMin) return null;
  const cadence = learnCadence(learning, usualMs);
  if (!cadence) return null;
  const recent = arrivals.filter(({ beganAtMs }) => beganAtMs >= sinceMs);
  return {
    ...cadence,
    bounds: learnBounds(recent, occurrencesOf(cadence.rhythm), cadence.gapMs),
    runs: arrivals.length,
  };
}

export function usualGap(arrivals: readonly Arrival[]): number {
  return median(gapsOf(arrivals));
}

function gapsOf(arrivals: readonly Arrival[]): number[] {
  return arrivals.slice(1).map((one, index) => one.beganAtMs - (arrivals[index]?.beganAtMs ?? 0));
}

function learnCadence(learning: Learning, usualMs: number): Cadence | null {
  const hours = HOUR_STEPS.find((step) => isNear(usualMs, step * HOUR_MS));
  if (hours !== undefined) return learnHours(learning, hours);
  if (usualMs < SEVERAL_A_DAY_MS) return learnInterval(learning, usualMs);
  if (usualMs <= WEEKLY_MS) return learnWeek(learning, usualMs);
  if (MONTHLY_MS[0] <= usualMs && usualMs <= MONTHLY_MS[1]) return learnMonth(learning);
  return learnInterval(learning, usualMs);
}

function isNear(valueMs: number, wantedMs: number): boolean {
  return Math.abs(valueMs - wantedMs) <= ROUND_SHARE * wantedMs;
}

/** Every so many hours of a zone's clocks. */
function learnHours(learning: Learning, hours: number): Cadence | null {
  const gapMs = hours * HOUR_MS;
  const { zone, time, isUsual } = fitZone(learning, gapMs);
  if (!isUsual) return learnInterval(learning, gapMs);
  const { minute, hour } = wallClock(time.phaseMs);
  const of = Array.from({ length: 24 / hours }, (_, index) => hour + index * hours);
  return cronCadence(`${minute} ${hours === 1 ? "*" : of.join(",")} * * *`, zone, gapMs);
}

function learnWeek(learning: Learning, usualMs: number): Cadence | null {
  const { zone, time, isUsual } = fitZone(learning, DAY_MS);
  if (!isUsual) return learnInterval(learning, usualMs);
  const weekdays = learnWeekdays(daysOf(learning, zone), usualMs <= DAILY_MS);
  if (weekdays.length === 0) return learnInterval(learning, usualMs);
  const { minute, hour } = wallClock(time.phaseMs);
  const days = weekdays.length === 7 ? "*" : weekdays.join(",");
  return cronCadence(`${minute} ${hour} * * ${days}`, zone, leastApart(weekdays) * DAY_MS);
}

function learnMonth(learning: Learning): Cadence | null {
  const { zone, time, isUsual } = fitZone(learning, DAY_MS);
  const day = learnMonthDay(daysOf(learning, zone));
  if (day === null || !isUsual) return null;
  const { minute, hour } = wallClock(time.phaseMs);
  return cronCadence(`${minute} ${hour} ${day}`, zone, MONTH_LEAST_MS);
}

/** By elapsed time: from its usual phase, or from the last run where there is none. */
function learnInterval({ arrivals, sinceMs }: Learning, usualMs: number): Cadence | null {
  const gapMs = Math.max(MINUTE_MS, Math.round(usualMs / MINUTE_MS) * MINUTE_MS);
  const strayMs = median(gapsOf(arrivals).map((gap) => Math.abs(gap - usualMs)));
  if (strayMs > STRAY_MAX * usualMs) return null;
  const begins = arrivals.map(({ beganAtMs }) => beganAtMs).filter((atMs) => atMs >= sinceMs);
  const time = usualTime(begins, gapMs);
  const lastMs = begins.at(-1) ?? 0;
  const isPhased = time.concentration >= CONCENTRATION_MIN;
  const anchorMs = isPhased ? lastMs - deviation(lastMs, time.phaseMs, gapMs) : lastMs;
  const fromMs = Math.floor(anchorMs / MINUTE_MS) * MINUTE_MS;
  return {
    rhythm: { everyMs: gapMs, fromMs },
    gapMs,
    text: `every ${gapMs / MINUTE_MS} min`,
    zone: "UTC",
  };
}

/** The zone whose clocks show the runs closest together, which only their changes can tell. */
function fitZone({ arrivals, sinceMs, zones }: Learning, periodMs: number) {
  const begins = arrivals.map(({ beganAtMs }) => beganAtMs).filter((atMs) => atMs >= sinceMs);
  const fits = zones.map((zone) => {
    const localMs = begins.map((atMs) => toLocal(atMs, zone));
    return { zone, localMs, time: usualTime(localMs, periodMs) };
  });
  const { zone, localMs, time } = fits.reduce((best, fit) =>
    fit.time.concentration > best.time.concentration + BETTER_FIT ? fit : best,
  );
  const isUsual =
    time.concentration >= CONCENTRATION_MIN ||
    (Number.isFinite(sinceMs) && isUsualButOnce(localMs, time.phaseMs, periodMs));
  return { zone, time, isUsual };
}

/** Three agreed on the new time: one run at another says nothing against it. */
function isUsualButOnce(localMs: readonly number[], phaseMs: number, periodMs: number): boolean {
  const asideMs = localMs.map((atMs) => Math.abs(deviation(atMs, phaseMs, periodMs)));
  const others = localMs.toSpliced(asideMs.indexOf(Math.max(...asideMs)), 1);
  return others.length > 0 && usualTime(others, periodMs).concentration >= CONCENTRATION_MIN;
}

/** The local day of each run, the day being cut opposite its usual time; once each. */
function daysOf({ arrivals, sinceMs }: Learning, zone: string): readonly number[] {
  const begins = arrivals.map(({ beganAtMs }) => beganAtMs);
  const eras = [begins.filter((atMs) => atMs < sinceMs), begins.filter((atMs) => atMs >= sinceMs)];
  const days = eras.flatMap((era) => daysOfEra(era.map((atMs) => toLocal(atMs, zone))));
  return [...new Set(days)].sort((a, b) => a - b);
}

function daysOfEra(localMs: readonly number[]): readonly number[] {
  if (localMs.length === 0) return [];
  const { phaseMs } = usualTime(localMs, DAY_MS);
  return localMs.map((atMs) => Math.floor((atMs - phaseMs + DAY_MS / 2) / DAY_MS));
}

function cronCadence(cron: string, zone: string, gapMs: number): Cadence {
  return { rhythm: { cron, zone }, gapMs, text: cron, zone };
}

function toLocal(atMs: number, zone: string): number {
  return atMs + openZone(zone).spanAt(atMs).offsetMs;
}

function wallClock(phaseMs: number): { readonly minute: number; readonly hour: number } {
  const minutes = Math.floor(Math.round(phaseMs) / DUE_STEP_MS) * (DUE_STEP_MS / MINUTE_MS);
  return { minute: minutes % 60, hour: Math.floor(minutes / 60) };
}

function leastApart(weekdays: readonly number[]): number {
  const next = [...weekdays.slice(1), (weekdays[0] ?? 0) + 7];
  return Math.min(...weekdays.map((day, index) => (next[index] ?? 0) - day));
}
