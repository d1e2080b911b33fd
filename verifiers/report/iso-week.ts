import { localTime } from "../../platform/calendar/local-time.ts";
import { parseCron } from "../../platform/calendar/parse-cron.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";

const MONDAYS = "0 0 * * 1";
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;
/** No zone is further ahead of UTC: its Monday has not begun this long before Monday in UTC. */
const AHEAD_MS_MAX = 15 * HOUR_MS;

/**
 * A week from Monday 00:00 to the next, by the clocks of a zone; an hour shorter or longer where
 * they change.
 */
export type IsoWeek = { readonly name: string; readonly fromMs: number; readonly untilMs: number };

/** The ISO 8601 week in which an instant lies, by the clocks of a zone. */
export function weekOf(atMs: number, zone: string): IsoWeek {
  return weekNamed(nameOf(localDay(atMs, zone)), zone);
}

/** The week of a name such as `2026-W46`; `OperatingError` where there is none. */
export function weekNamed(name: string, zone: string): IsoWeek {
  const mondayMs = mondayOf(name);
  if (mondayMs === null) {
    throw new OperatingError(`Cannot find the week ${name}`, {
      retryable: false,
      hint: "Write an ISO week that exists, such as 2026-W46",
    });
  }
  const mondays = parseCron(MONDAYS, zone);
  const fromMs = mondays.next(mondayMs - AHEAD_MS_MAX) ?? mondayMs;
  return { name, fromMs, untilMs: mondays.next(fromMs) ?? fromMs + WEEK_MS };
}

/** Midnight in UTC of the day that a zone's calendar shows. */
function localDay(atMs: number, zone: string): number {
  return Date.parse(`${localTime(atMs, zone).slice(0, 10)}T00:00:00Z`);
}

/** A week belongs to the year of its Thursday. */
function nameOf(dayMs: number): string {
  const thursdayMs = mondayBefore(dayMs) + 3 * DAY_MS;
  const year = new Date(thursdayMs).getUTCFullYear();
  const number = 1 + Math.floor((thursdayMs - Date.UTC(year, 0, 1)) / WEEK_MS);
  return `${year}-W${String(number).padStart(2, "0")}`;
}

function mondayOf(name: string): number | null {
  const [, year, number] = /^([0-9]{4})-W([0-9]{2})$/.exec(name) ?? [];
  if (!year || !number) return null;
  // 4 January is always in the first week.
  const firstMs = mondayBefore(Date.UTC(Number(year), 0, 4));
  const mondayMs = firstMs + (Number(number) - 1) * WEEK_MS;
  return nameOf(mondayMs) === name ? mondayMs : null;
}

function mondayBefore(dayMs: number): number {
  return dayMs - ((new Date(dayMs).getUTCDay() + 6) % 7) * DAY_MS;
}
