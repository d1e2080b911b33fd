import { median } from "simple-statistics";

/** Of fewer points, or in a shorter time, a slope is chance... */
const POINTS_MIN = 21;
const DAYS_MIN = 14;
/** ...save over so long that growth shows in a few: what runs once a week. */
const FEW_POINTS_MIN = 8;
const LONG_DAYS_MIN = 49;

/**
 * The slope a day through the medians of the first and the last third of points in order of time
 * (Tukey's resistant line); 0 of too few, or of too short a time.
 */
export function resistantSlope(values: readonly number[], days: readonly number[]): number {
  const { length } = values;
  const spanDays = (days.at(-1) ?? 0) - (days[0] ?? 0);
  const isShown = length >= POINTS_MIN && spanDays >= DAYS_MIN;
  const isLong = length >= FEW_POINTS_MIN && spanDays >= LONG_DAYS_MIN;
  if (!isShown && !isLong) return 0;
  const third = Math.floor(length / 3);
  const rise = median(values.slice(-third)) - median(values.slice(0, third));
  const run = median(days.slice(-third)) - median(days.slice(0, third));
  return rise / run;
}
