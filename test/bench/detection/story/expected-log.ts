import { openZone } from "../../../../platform/calendar/open-zone.ts";
import type { Line, Shift } from "../estate/line.ts";

const DAY_MS = 86_400_000;
/** A differential on the day after its full has a seventh of one a week later. */
const WEEK_DAYS = 7;

/** What stands at a slot besides damage and noise; sums of natural logs. */
export type Season = {
  readonly isWeekend: boolean;
  readonly isMonthEnd: boolean;
  readonly isQuarterEnd: boolean;
  /** Days since Sunday, when its full runs. */
  readonly ageDays: number;
};

export function seasonAt(zone: string, atMs: number): Season {
  const local = new Date(atMs + openZone(zone).spanAt(atMs).offsetMs);
  const weekday = local.getUTCDay();
  const tomorrow = new Date(local.getTime() + DAY_MS);
  const isMonthEnd = tomorrow.getUTCDate() === 1;
  return {
    isWeekend: weekday === 0 || weekday === 6,
    isMonthEnd,
    isQuarterEnd: isMonthEnd && local.getUTCMonth() % 3 === 2,
    ageDays: weekday === 0 ? WEEK_DAYS : weekday,
  };
}

/** The true mean of the log of a size at a slot. */
export function expectedSizeLog(
  { truth, zone, dues }: Line,
  index: number,
  { shifts, holidays }: { readonly shifts: readonly Shift[]; readonly holidays: readonly number[] },
): number {
  const dueMs = dues[index] ?? 0;
  const season = seasonAt(zone, dueMs);
  const days = (dueMs - (dues[0] ?? dueMs)) / DAY_MS;
  const isHoliday = holidays.some((fromMs) => fromMs <= dueMs && dueMs < fromMs + DAY_MS);
  const isQuiet = truth.fineness !== "full" && isHoliday && !season.isWeekend;
  return (
    truth.baseLog +
    truth.growthPerDay * days +
    (truth.fineness === "differential" ? Math.log(season.ageDays / WEEK_DAYS) : 0) +
    (season.isWeekend ? truth.weekendLog : 0) +
    (isQuiet ? truth.weekendLog : 0) +
    (season.isMonthEnd ? truth.monthEndLog : 0) +
    (season.isQuarterEnd ? truth.quarterEndLog : 0) +
    sumOf(shifts, index, ({ sizeLog }) => sizeLog)
  );
}

export function expectedRatioLog({ truth }: Line, index: number, shifts: readonly Shift[]): number {
  return Math.max(0, truth.ratioLog + sumOf(shifts, index, ({ ratioLog }) => ratioLog));
}

function sumOf(shifts: readonly Shift[], index: number, logOf: (shift: Shift) => number): number {
  return shifts.reduce(
    (sum, shift) =>
      (shift.once ? shift.index === index : shift.index <= index) ? sum + logOf(shift) : sum,
    0,
  );
}
