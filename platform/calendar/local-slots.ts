import type { Cron } from "./read-cron.ts";

export const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
/** Eight years, each with its leap day: 29 February comes again within them across 2100. */
const HORIZON_DAYS = 8 * 366;

/** The first wall time of the cron strictly after `localMs`; null beyond the horizon. */
export function nextLocal(cron: Cron, localMs: number): number | null {
  const minute = Math.floor(localMs / MINUTE_MS) + 1;
  const day = Math.floor(minute / DAY_MINUTES);
  if (cron.matchesDay(day)) {
    const ofDay = cron.minutesOfDay.find((candidate) => candidate >= minute - day * DAY_MINUTES);
    if (ofDay !== undefined) return wallTime(day, ofDay);
  }
  for (let later = day + 1; later <= day + HORIZON_DAYS; later++) {
    if (cron.matchesDay(later)) return wallTime(later, cron.minutesOfDay[0]);
  }
  return null;
}

/** The last wall time of the cron at or before `localMs`; null beyond the horizon. */
export function previousLocal(cron: Cron, localMs: number): number | null {
  const minute = Math.floor(localMs / MINUTE_MS);
  const day = Math.floor(minute / DAY_MINUTES);
  if (cron.matchesDay(day)) {
    const minuteOfDay = minute - day * DAY_MINUTES;
    const ofDay = cron.minutesOfDay.findLast((candidate) => candidate <= minuteOfDay);
    if (ofDay !== undefined) return wallTime(day, ofDay);
  }
  for (let earlier = day - 1; earlier >= day - HORIZON_DAYS; earlier--) {
    if (cron.matchesDay(earlier)) return wallTime(earlier, cron.minutesOfDay.at(-1));
  }
  return null;
}

function wallTime(day: number, minuteOfDay = 0): number {
  return (day * DAY_MINUTES + minuteOfDay) * MINUTE_MS;
}
