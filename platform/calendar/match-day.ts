/** Days after which the Gregorian calendar repeats itself: 400 years. */
const CYCLE_DAYS = 146_097;

/** Which days a cron names. */
export type DayRule = {
  readonly months: ReadonlySet<number>;
  readonly daysOfMonth: ReadonlySet<number>;
  readonly lastOfMonth: boolean;
  /** 0 is Sunday. */
  readonly daysOfWeek: ReadonlySet<number>;
  readonly nthDaysOfWeek: readonly { readonly weekday: number; readonly nth: number | "last" }[];
  /** Vixie: where one of the two fields begins with `*` a day must match both, else either. */
  readonly both: boolean;
};

/** Whether a day, counted from 1970-01-01, is one of the rule's. */
export function matchesDay(rule: DayRule, day: number): boolean {
  const { year, month, dayOfMonth } = civilDate(day);
  if (!rule.months.has(month)) return false;
  const length = monthLength(year, month);
  const ofMonth = rule.daysOfMonth.has(dayOfMonth) || (rule.lastOfMonth && dayOfMonth === length);
  const ofWeek = matchesWeekday(rule, weekdayOf(day), dayOfMonth, length);
  return rule.both ? ofMonth && ofWeek : ofMonth || ofWeek;
}

/** Whether any day of the calendar is one of the rule's; 30 February is not. */
export function hasAnyDay(rule: DayRule): boolean {
  for (let day = 0; day < CYCLE_DAYS; day++) if (matchesDay(rule, day)) return true;
  return false;
}

function matchesWeekday(
  rule: DayRule,
  weekday: number,
  dayOfMonth: number,
  monthDays: number,
): boolean {
  if (rule.daysOfWeek.has(weekday)) return true;
  return rule.nthDaysOfWeek.some(
    (wanted) =>
      wanted.weekday === weekday &&
      (wanted.nth === "last"
        ? dayOfMonth + 7 > monthDays
        : Math.ceil(dayOfMonth / 7) === wanted.nth),
  );
}

/** 1970-01-01 was a Thursday. */
function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

/**
 * Days to civil date: Howard Hinnant, "chrono-compatible low-level date algorithms",
 * civil_from_days.
 */
function civilDate(day: number): { year: number; month: number; dayOfMonth: number } {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / CYCLE_DAYS);
  const ofEra = shifted - era * CYCLE_DAYS;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1_460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) /
      365,
  );
  const ofYear =
    ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * ofYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    dayOfMonth: ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1,
  };
}

function monthLength(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
