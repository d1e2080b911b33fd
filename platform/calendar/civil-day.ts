/** Days after which the Gregorian calendar repeats itself: 400 years. */
export const CYCLE_DAYS = 146_097;

export type CivilDay = {
  readonly year: number;
  /** 1 is January. */
  readonly month: number;
  readonly dayOfMonth: number;
  /** How many days its month has. */
  readonly monthDays: number;
  /** 0 is Sunday. */
  readonly weekday: number;
};

/** A day, counted from 1970-01-01, in the Gregorian calendar. */
export function civilDay(day: number): CivilDay {
  const { year, month, dayOfMonth } = civilDate(day);
  const monthDays = monthLength(year, month);
  return { year, month, dayOfMonth, monthDays, weekday: weekdayOf(day) };
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
