import type { Place } from "../baselines/fit-baseline.ts";

/** Ages of differentials are seasons of their own, after the seven weekdays. */
const FIRST_AGE_SEASON = 7;
/** An older full is no longer what differentials grow from: its end was not heard of. */
const AGE_DAYS_MAX = 20;
const MEMBERS_MIN = 2;

/** The season of a differential by its full, both in local time; its weekday of an old full. */
export function ageSeason(place: Place, fullDays: number): number {
  const age = Math.floor(place.days) - Math.floor(fullDays);
  return age > AGE_DAYS_MAX ? place.season : FIRST_AGE_SEASON + Math.max(0, age);
}

/** Whether a season is an age. */
export function isAge(season: number): boolean {
  return season >= FIRST_AGE_SEASON;
}

/** An age that was hardly seen yet is taken for the next younger one that was. */
export function nearestKnown(season: number, seasons: readonly number[]): number {
  if (!isAge(season)) return season;
  const members = (wanted: number) => seasons.filter((other) => other === wanted).length;
  for (let age = season; age >= FIRST_AGE_SEASON; age -= 1)
    if (members(age) >= MEMBERS_MIN) return age;
  return season;
}
