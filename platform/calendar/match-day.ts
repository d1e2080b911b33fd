import { CYCLE_DAYS, civilDay } from "./civil-day.ts";

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
  const { month, dayOfMonth, monthDays, weekday } = civilDay(day);
  if (!rule.months.has(month)) return false;
  const isLast = dayOfMonth === monthDays;
  const ofMonth = rule.daysOfMonth.has(dayOfMonth) || (rule.lastOfMonth && isLast);
  const ofWeek = matchesWeekday(rule, weekday, dayOfMonth, monthDays);
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
