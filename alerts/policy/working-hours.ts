import { openZone } from "../../platform/calendar/open-zone.ts";
import { parseCron } from "../../platform/calendar/parse-cron.ts";
import { type Hours, WEEKDAYS } from "../../schemas/alert-policy.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const HOUR_MINUTES = 60;
/** 1970-01-01 was a Thursday: the fourth of `WEEKDAYS`. */
const FIRST_WEEKDAY = 3;

/** Whether the clocks of their zone show working hours; at their end they are over. */
export function isWithinHours({ zone, days, from, to }: Hours, atMs: number): boolean {
  const localMs = atMs + openZone(zone).spanAt(atMs).offsetMs;
  const day = Math.floor(localMs / DAY_MS);
  const minute = (localMs - day * DAY_MS) / MINUTE_MS;
  if (from < to) return works(days, day) && from <= minute && minute < to;
  return (works(days, day) && from <= minute) || (works(days, day - 1) && minute < to);
}

/** The next instant at which a time of day comes on one of the days, strictly after `afterMs`. */
export function nextTimeOfDay(
  { zone, days, minutes }: Pick<Hours, "zone" | "days"> & { readonly minutes: number },
  afterMs: number,
): number {
  const hour = Math.floor(minutes / HOUR_MINUTES);
  const cron = `${minutes % HOUR_MINUTES} ${hour} * * ${days.join(",")}`;
  const nextMs = parseCron(cron, zone).next(afterMs);
  // Each weekday comes within the eight years in which a cron looks ahead.
  return nextMs ?? Number.POSITIVE_INFINITY;
}

/** `mon, tue 08:00-18:00 Europe/Paris` */
export function describeHours({ zone, days, from, to }: Hours): string {
  return `${days.join(", ")} ${timeOfDay(from)}-${timeOfDay(to)} ${zone}`;
}

function works(days: Hours["days"], day: number): boolean {
  const weekday = WEEKDAYS[(((day + FIRST_WEEKDAY) % 7) + 7) % 7];
  return weekday !== undefined && days.includes(weekday);
}

function timeOfDay(minutes: number): string {
  const parts = [Math.floor(minutes / HOUR_MINUTES), minutes % HOUR_MINUTES];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}
