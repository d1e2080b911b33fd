import { expectedAt, type Place, type Points } from "../baselines/fit-baseline.ts";
import { weekdayOf } from "../baselines/place-at.ts";
import { areAlike } from "./are-alike.ts";
import { isGraveLoss, judgeSize } from "./judge-size.ts";
import { logSize, measureSize, type SizeMeasure } from "./measure-size.ts";
import type { SizeLimits } from "./size-limits.ts";

const DAY_MS = 86_400_000;
/** A quiet day of a series is at least so much below its others: logs. */
const QUIET_MIN = 0.25;
/** A day off looks like a quiet day within so many scales. */
const QUIET_SCALES = 2.5;
/** Days off in a row are few: what lasts is no holiday. */
const QUIET_DAYS_MAX = 3.5;
/** A month's end explains a size if an earlier one showed so much of it. */
const SHOWN_SHARE_MIN = 0.55;
/** The quarter's end may be more than a month's. */
const QUARTER_SHARE_MIN = 0.2;
/**
 * The first month's end must be further out than other days; the quarter's first more, except of
 * what follows work, whose limits are wide already.
 */
const NEW_MONTH_FACTOR = 1.75;
const NEW_QUARTER_FACTOR = 2.5;
/** Three month ends, and the quarter's before. */
const CALENDAR_DAYS = 100;
const WEEK_DAYS = 7;
const WEEK_DRIFT_DAYS = 0.15;

/** A size that stood out, whether it was told or not. */
export type Peak = { readonly place: Place; readonly change: number };

type Shown = { readonly points: Points; readonly peaks: readonly Peak[] };
type Limited = Shown & { readonly limits: SizeLimits };

/** A day off in the week: no less than on its quietest weekday, and soon after usual ones. */
export function isQuietDay(
  { baseline, change, scale }: SizeMeasure,
  place: Place,
  lastUsualDays: number,
): boolean {
  if (change > 0 || place.days - lastUsualDays > QUIET_DAYS_MAX) return false;
  const usual = baseline.seasonOffsets[place.season] ?? 0;
  const quietest = Math.min(0, ...baseline.seasonOffsets) - usual;
  return quietest < -QUIET_MIN && change >= quietest - QUIET_SCALES * scale;
}

/**
 * The week before was out alike on the same day at about the same time, and usual runs came
 * between: it has a new week. What runs but once a week is bad twice in a row. A grave loss is told
 * twice before it is a habit, and must be nearly the same in both weeks.
 */
export function isLikeWeeksBefore(
  measure: SizeMeasure,
  { days }: Place,
  { points, peaks, limits }: Limited,
): boolean {
  const { change, scale } = measure;
  const lastDays = points.days.at(-1) ?? 0;
  const peaksOf = (weeks: number) =>
    peaks.filter(({ place }) => {
      const apart = Math.abs(days - place.days - weeks * WEEK_DAYS);
      return apart < WEEK_DRIFT_DAYS && lastDays > place.days;
    });
  if (isGraveLoss(measure, limits))
    return [1, 2].every((weeks) =>
      peaksOf(weeks).some((peak) => areAlike([peak.change, change], scale)),
    );
  return peaksOf(1).some((peak) => {
    const share = peak.change / change;
    return share >= SHOWN_SHARE_MIN && share <= 1 / SHOWN_SHARE_MIN;
  });
}

/**
 * A month's or quarter's end: the same day from the end of an earlier month was high too. The first
 * that is seen is given some patience.
 */
export function isUsualOfMonth(
  measure: SizeMeasure,
  place: Place,
  { points, peaks, limits }: Limited,
): boolean {
  const { baseline, change } = measure;
  const fromEnd = daysToMonthEnd(place.days);
  const isSame = (days: number) =>
    place.days - days <= CALENDAR_DAYS && place.days - days > 1 && daysToMonthEnd(days) === fromEnd;
  const shown = [
    ...peaks
      .map(({ place: { days }, change }) => ({ days, change }))
      .filter(({ days }) => isSame(days)),
    ...points.days.flatMap((days, index) => {
      if (!isSame(days)) return [];
      const [season = 0, dayPart = 0] = [points.seasons[index], points.dayParts[index]];
      const usual = expectedAt(baseline, { days, season, dayPart });
      return [{ days, change: (points.values[index] ?? usual) - usual }];
    }),
  ];
  const isNewQuarter = isQuarterEnd(place.days) && !shown.some(({ days }) => isQuarterEnd(days));
  const share = isNewQuarter ? QUARTER_SHARE_MIN : SHOWN_SHARE_MIN;
  if (shown.some((peak) => peak.change >= share * change)) return true;
  const isNew = fromEnd === 0 && (shown.length === 0 || isNewQuarter);
  const factor = isNewQuarter && !limits.followsWork ? NEW_QUARTER_FACTOR : NEW_MONTH_FACTOR;
  return isNew && (change <= factor * limits.rise || measure.z <= factor * limits.scales);
}

/** A differential after a full that failed, or was never heard of: its age says little then. */
export function isUsualOfWeekday(
  bytes: number,
  place: Place,
  { points, limits }: { readonly points: Points; readonly limits: SizeLimits },
): boolean {
  const byWeekday = { ...points, seasons: points.days.map(weekdayOf) };
  const today = { ...place, season: weekdayOf(place.days) };
  const measure = measureSize(logSize(bytes), { place: today, points: byWeekday, limits });
  return judgeSize({ bytes, minBytes: null, measure, limits, zBefore: 0 }).verdict !== "out";
}

function isQuarterEnd(localDays: number): boolean {
  const month = new Date(Math.floor(localDays) * DAY_MS).getUTCMonth();
  return daysToMonthEnd(localDays) === 0 && month % 3 === 2;
}

function daysToMonthEnd(localDays: number): number {
  const day = new Date(Math.floor(localDays) * DAY_MS);
  const lastDay = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0));
  return lastDay.getUTCDate() - day.getUTCDate();
}
