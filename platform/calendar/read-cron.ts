import { CalendarError } from "./calendar-error.ts";
import { type DayRule, hasAnyDay, matchesDay } from "./match-day.ts";
import { type Field, type FieldRule, readField, readValue } from "./read-field.ts";

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const WEEKDAYS = "sun mon tue wed thu fri sat".split(" ");

const MINUTE: FieldRule = { field: "minute", min: 0, max: 59, names: [] };
const HOUR: FieldRule = { field: "hour", min: 0, max: 23, names: [] };
const DAY_OF_MONTH: FieldRule = { field: "day of month", min: 1, max: 31, names: [] };
const MONTH: FieldRule = { field: "month", min: 1, max: 12, names: MONTHS };
const DAY_OF_WEEK: FieldRule = { field: "day of week", min: 0, max: 7, names: WEEKDAYS };

const NAMED: Readonly<Record<string, string>> = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
};

/**
 * A cron as local wall times: the days that match, and the minutes of such a day (0 to 1439,
 * ascending).
 */
export type Cron = {
  readonly matchesDay: (day: number) => boolean;
  readonly minutesOfDay: readonly number[];
  /**
   * Minute or hour is a star or a step of one: slots follow real elapsed time, not the wall
   * clock.
   */
  readonly followsElapsed: boolean;
};

/**
 * Reads five fields as Vixie cron does, and `L`, `#`, `@daily`; throws `CalendarError` where no
 * instant can ever match.
 */
export function readCron(expression: string): Cron {
  const text = expression.trim();
  const [minute = "", hour = "", dayOfMonth = "", month = "", dayOfWeek = ""] = splitFields(
    text.startsWith("@") ? expandName(text) : text,
  );
  const minutes = readField(minute, MINUTE);
  const hours = readField(hour, HOUR);
  const days = readDays(dayOfMonth, readField(month, MONTH), dayOfWeek);
  if (!hasAnyDay(days)) {
    const hint = "no year has such a day: correct the day or the month";
    throw new CalendarError("day of month", `${dayOfMonth} never comes in month ${month}`, hint);
  }
  return {
    matchesDay: (day) => matchesDay(days, day),
    minutesOfDay: ascending(hours.values).flatMap((hourOfDay) =>
      ascending(minutes.values).map((minuteOfHour) => hourOfDay * 60 + minuteOfHour),
    ),
    followsElapsed: minutes.star || hours.star,
  };
}

function expandName(text: string): string {
  const fields = NAMED[text.toLowerCase()];
  if (fields !== undefined) return fields;
  const hint = `names are ${Object.keys(NAMED).join(", ")}`;
  throw new CalendarError("cron", `${JSON.stringify(text)} is not a name`, hint);
}

function splitFields(text: string): string[] {
  const fields = text.split(/\s+/).filter((field) => field !== "");
  if (fields.length === 5) return fields;
  throw new CalendarError(
    "cron",
    `${JSON.stringify(text)} has ${fields.length} fields, not five`,
    "write minute, hour, day of month, month, day of week, such as 0 1 * * *; there are no seconds",
  );
}

function readDays(dayOfMonth: string, month: Field, dayOfWeek: string): DayRule {
  const ofMonth = dayOfMonth.split(",");
  const ofWeek = dayOfWeek.split(",");
  const plainOfMonth = ofMonth.filter((item) => !/^l$/i.test(item));
  const plainOfWeek = ofWeek.filter((item) => !/[#l]/i.test(item));
  return {
    months: month.values,
    daysOfMonth: readPlain(plainOfMonth, DAY_OF_MONTH),
    lastOfMonth: plainOfMonth.length < ofMonth.length,
    daysOfWeek: new Set([...readPlain(plainOfWeek, DAY_OF_WEEK)].map((day) => day % 7)),
    nthDaysOfWeek: ofWeek.filter((item) => /[#l]/i.test(item)).map(readNth),
    both: dayOfMonth.startsWith("*") || dayOfWeek.startsWith("*"),
  };
}

function readPlain(items: readonly string[], rule: FieldRule): ReadonlySet<number> {
  return items.length === 0 ? new Set() : readField(items.join(","), rule).values;
}

/** `5#2` and `fri#2`: the second Friday; `5L` and `friL`: the last. */
function readNth(item: string): { weekday: number; nth: number | "last" } {
  const [, weekday, nth, last] = /^([a-z0-9]+?)(?:#([0-9]+)|(l))$/i.exec(item) ?? [];
  if (weekday === undefined) {
    const hint = "write 5#2 for the second Friday of a month, 5L for its last";
    throw new CalendarError("day of week", `${JSON.stringify(item)} cannot be read`, hint);
  }
  if (last === undefined && (Number(nth) < 1 || Number(nth) > 5)) {
    throw new CalendarError("day of week", `${item}: a month has no weekday number ${nth}`);
  }
  return {
    weekday: readValue(weekday.toLowerCase(), DAY_OF_WEEK) % 7,
    nth: last === undefined ? Number(nth) : "last",
  };
}

function ascending(values: ReadonlySet<number>): number[] {
  return [...values].sort((a, b) => a - b);
}
