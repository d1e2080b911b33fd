import { civilDay } from "../../platform/calendar/civil-day.ts";

const WEEK_DAYS = 7;
const WINDOW_DAYS = 8 * WEEK_DAYS;
/** Longer without any run is an outage, which says nothing of weekdays. */
const GAP_DAYS_MAX = 7;
/** Of the days of a weekday with a Beta(1, 1) prior: a weekday of half the weeks is none. */
const EXPECTED_SHARE_MIN = 0.6;
const MONTH_SHARE_MIN = 0.75;
const MONTHS = 6;

/**
 * The weekdays (0 is Sunday) on which a run is to be expected, from the days, counted from
 * 1970-01-01 and ascending, on which there was one. What a weekday did twice in a row counts, else
 * its share of eight weeks. A weekday not seen yet is as `unseen` says.
 */
export function learnWeekdays(days: readonly number[], unseen: boolean): readonly number[] {
  const lastDay = days.at(-1) ?? 0;
  const window = days.filter((day) => day > lastDay - WINDOW_DAYS);
  const had = new Set(window);
  const seen = daysSeen(window);
  return Array.from({ length: WEEK_DAYS }, (_, weekday) => weekday).filter((weekday) => {
    const hits = seen.filter((day) => civilDay(day).weekday === weekday).map((day) => had.has(day));
    return hits.length === 0 ? unseen : isExpected(hits);
  });
}

/** The days of the window that are not within an outage. */
function daysSeen(window: readonly number[]): readonly number[] {
  return window.flatMap((day, index) => {
    const before = window[index - 1];
    if (before === undefined || day - before > GAP_DAYS_MAX) return [day];
    return Array.from({ length: day - before }, (_, ahead) => before + 1 + ahead);
  });
}

/** One week without says nothing yet: it may be what is to be told as missing. */
function isExpected(hits: readonly boolean[]): boolean {
  const [last, lastButOne] = [hits.at(-1), hits.at(-2)];
  if (last !== undefined && last === lastButOne) return last;
  const counted = last === false && lastButOne === true ? hits.slice(0, -1) : hits;
  const share = (1 + counted.filter(Boolean).length) / (2 + counted.length);
  return share >= EXPECTED_SHARE_MIN;
}

/**
 * The day of each month as the day fields of a cron: its last, a day by number, a weekday by
 * number or the last of its kind; null where the last six agree on none.
 */
export function learnMonthDay(days: readonly number[]): string | null {
  const dates = days.slice(-MONTHS).map(civilDay);
  const names = dates.map(({ dayOfMonth, monthDays, weekday }) => [
    dayOfMonth === monthDays ? "L * *" : null,
    `${dayOfMonth} * *`,
    `* * ${weekday}#${Math.ceil(dayOfMonth / WEEK_DAYS)}`,
    dayOfMonth + WEEK_DAYS > monthDays ? `* * ${weekday}L` : null,
  ]);
  const shares = [...new Set(names.flat())].map((name) => ({
    name,
    share: names.filter((of) => name !== null && of.includes(name)).length / dates.length,
  }));
  const [best] = shares.sort((a, b) => b.share - a.share);
  return best && best.share >= MONTH_SHARE_MIN ? best.name : null;
}
