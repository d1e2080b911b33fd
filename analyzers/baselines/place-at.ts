import type { Zone } from "../../platform/calendar/open-zone.ts";
import type { Place } from "./fit-baseline.ts";

const DAY_MS = 86_400_000;
/** Six of four hours each: a bank's night, morning and evening differ. */
const DAY_PARTS = 6;
const WEEK_DAYS = 7;
/** The first of January 1970 was a Thursday; a week begins with Monday. */
const EPOCH_WEEKDAY = 3;

/** Where an instant lies in the local time of a zone; its season is its weekday, Monday is 0. */
export function placeAt(zone: Zone, atMs: number): Place {
  const days = (atMs + zone.spanAt(atMs).offsetMs) / DAY_MS;
  const day = Math.floor(days);
  return { days, season: weekdayOf(days), dayPart: Math.floor((days - day) * DAY_PARTS) };
}

/** The weekday of a local day since the epoch; Monday is 0. */
export function weekdayOf(days: number): number {
  const weekday = (Math.floor(days) + EPOCH_WEEKDAY) % WEEK_DAYS;
  return weekday < 0 ? weekday + WEEK_DAYS : weekday;
}
