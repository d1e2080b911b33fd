import { median } from "simple-statistics";
import { movingMedians } from "./moving-medians.ts";
import { resistantSlope } from "./resistant-slope.ts";
import { robustScale } from "./robust-scale.ts";
import { seasonOffsets } from "./season-offsets.ts";

/** The level is that of so many last points: it follows what wanders. */
const LEVEL_POINTS = 9;
/** The scale is that of so many last points: nine weeks of daily ones. */
const SCALE_POINTS = 63;
/** Errors of a level of fewer points say little. */
const LEVEL_POINTS_MIN = 3;
const ROUNDS = 2;
const DAY_PARTS_MAX = 8;
const MAD_TO_SIGMA = 1.4826;

/** Where a value lies in time. Groups are small whole numbers from 0 on. */
export type Place = {
  /** Since any fixed instant. */
  readonly days: number;
  /** What season it is in: a weekday, or an age. */
  readonly season: number;
  /** Which part of its day it is in. */
  readonly dayPart: number;
};

/** Values of one series (logs, mostly) in order of time, and where each lies; of one length. */
export type Points = {
  readonly values: readonly number[];
  readonly days: readonly number[];
  readonly seasons: readonly number[];
  readonly dayParts: readonly number[];
};

/** What is usual of a series. */
export type Baseline = {
  readonly points: number;
  readonly center: number;
  readonly slopePerDay: number;
  /** `center` is that of this day. */
  readonly originDays: number;
  readonly seasonOffsets: readonly number[];
  readonly dayPartOffsets: readonly number[];
  /** What a part of a day has of its own in a season: by eight seasons plus part. */
  readonly cellOffsets: readonly number[];
  /** How far the last points lie from all that. */
  readonly level: number;
  /** Of the errors that one would have made with each point by those before it. */
  readonly scale: number;
};

/**
 * Level, growth, season and spread of at least one point, none of which a few wild points can move.
 * `baseline.sql` is its twin.
 */
export function fitBaseline({ values, days, seasons, dayParts }: Points): Baseline {
  const originDays = days.at(-1) ?? 0;
  const slopePerDay = resistantSlope(values, days);
  const straight = values.map((value, i) => value - slopePerDay * ((days[i] ?? 0) - originDays));
  const center = median(straight);
  let rest = straight.map((value) => value - center);
  const bySeason = offsetsOf(rest, seasons);
  rest = without(rest, bySeason, seasons);
  // What runs but at one time of the day has no other season.
  const isIntraday = dayParts.some((dayPart) => dayPart !== dayParts[0]);
  const byDayPart = isIntraday ? offsetsOf(rest, dayParts) : [];
  rest = without(rest, byDayPart, dayParts);
  const cells = isIntraday ? seasons.map((season, i) => cellOf(season, dayParts[i])) : [];
  const byCell = isIntraday ? offsetsOf(rest, cells) : [];
  rest = without(rest, byCell, cells);
  return {
    points: values.length,
    center,
    slopePerDay,
    originDays,
    seasonOffsets: bySeason,
    dayPartOffsets: byDayPart,
    cellOffsets: byCell,
    level: median(rest.slice(-LEVEL_POINTS)),
    scale: scaleOf(rest),
  };
}

/** What a baseline lets expect at a place. */
export function expectedAt(baseline: Baseline, { days, season, dayPart }: Place): number {
  return (
    baseline.center +
    baseline.slopePerDay * (days - baseline.originDays) +
    (baseline.seasonOffsets[season] ?? 0) +
    (baseline.dayPartOffsets[dayPart] ?? 0) +
    (baseline.cellOffsets[cellOf(season, dayPart)] ?? 0) +
    baseline.level
  );
}

function cellOf(season: number, dayPart = 0): number {
  return season * DAY_PARTS_MAX + dayPart;
}

function offsetsOf(residuals: readonly number[], groups: readonly number[]): readonly number[] {
  let offsets: readonly number[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const rest = without(residuals, offsets, groups);
    const level = median(rest);
    const spread = MAD_TO_SIGMA * median(rest.map((residual) => Math.abs(residual - level)));
    const leveled = residuals.map((residual) => residual - level);
    offsets = seasonOffsets(leveled, groups, spread);
  }
  return offsets;
}

function without(
  residuals: readonly number[],
  offsets: readonly number[],
  groups: readonly number[],
): number[] {
  if (offsets.length === 0) return [...residuals];
  return residuals.map((residual, i) => residual - (offsets[groups[i] ?? 0] ?? 0));
}

function scaleOf(rest: readonly number[]): number {
  const first = Math.max(LEVEL_POINTS_MIN, rest.length - SCALE_POINTS);
  const levels = movingMedians(rest, { window: LEVEL_POINTS, first });
  const errors = levels.map((level, i) => (rest[first + i] ?? level) - level);
  return errors.length === 0 ? 0 : robustScale(errors);
}
