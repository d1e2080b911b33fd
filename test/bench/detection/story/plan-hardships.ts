import { openZone } from "../../../../platform/calendar/open-zone.ts";
import type { BenchParameters, Hardship } from "../bench-parameters.ts";
import { endMs, HARDSHIPS } from "../bench-parameters.ts";
import type { Dice } from "../create-dice.ts";
import type { Line, Shift } from "../estate/line.ts";
import { type Circumstance, STATISTICAL_KINDS } from "../label.ts";
import { drawScheduleChange } from "./draw-schedule-change.ts";
import { seasonAt } from "./expected-log.ts";

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** An alert on the first runs of an unannounced new level is neither right nor wrong. */
const SHIFT_RUNS = 3;
const SAW_TOOTH_DAYS = 40;
const SAW_TOOTH_LOG = 0.3;
const SHORT_HISTORY_DAYS = 28;
/** A series of fewer slots has no room for a hardship. */
const SLOTS_MIN = 15;

export type Announcement = {
  readonly atMs: number;
  readonly fromMs: number;
  readonly toMs: number;
};

/** What a line goes through besides damage. */
export type Hardships = {
  readonly shifts: readonly Shift[];
  readonly announcements: readonly Announcement[];
  readonly holidays: readonly number[];
  readonly circumstances: readonly Circumstance[];
  /** When a slot is due once the schedule changed; null: no more. */
  readonly dueOf: (writtenMs: number, index: number) => number | null;
};

/** `holidays` are those of the line's tenant. `taken` has the slots that nothing else may meet. */
export function planHardships(
  parameters: BenchParameters,
  dice: Dice,
  line: Line,
  { holidays, taken }: { readonly holidays: readonly number[]; readonly taken: Set<number> },
): Hardships {
  const shifts: Shift[] = [];
  const announcements: Announcement[] = [];
  const circumstances: Circumstance[] = [...calendarOf(line, holidays)];
  const about = (cause: string, first: number, last: number, dontCare: boolean) => {
    const [fromMs, toMs] = [line.dues[first] ?? 0, line.dues[last] ?? endMs(parameters)];
    const kinds = dontCare ? STATISTICAL_KINDS : [];
    const about = { bearsOn: "quantities", subject: line.subject } as const;
    circumstances.push({ ...about, cause, fromMs, toMs, dontCare: kinds });
  };
  const weeks = (line.dues.length * line.cadenceMs) / WEEK_MS;
  for (const hardship of HARDSHIPS) {
    if (line.dues.length < SLOTS_MIN) continue;
    if (!dice.chance((parameters.hardships[hardship] * weeks) / 1_000)) continue;
    if (hardship === "one-off load" && line.truth.fineness === "full") continue;
    const index = dice.whole(Math.ceil(line.dues.length * 0.2), line.dues.length - 5);
    shifts.push({ index, ...drawShift(hardship, dice), once: hardship === "one-off load" });
    const isSudden = hardship === "level shift";
    about(hardship, index, index + SHIFT_RUNS, isSudden);
    for (let near = index - 10; near < index + 20; near += 1) taken.add(near);
    const fromMs = (line.dues[index] ?? 0) - 6 * 3_600_000;
    if (hardship === "announced change" || hardship === "upgrade")
      announcements.push({ atMs: fromMs - DAY_MS, fromMs, toMs: fromMs + DAY_MS });
  }
  if (
    line.truth.fineness === "full" &&
    line.truth.sigma > 0 &&
    dice.chance(parameters.size.sawTooth)
  )
    for (const shift of sawTooth(line)) {
      shifts.push(shift);
      if (shift.ratioLog === 0 && shift.sizeLog < 0)
        about("purge", shift.index, shift.index + SHIFT_RUNS, true);
    }
  const change = drawScheduleChange(parameters, dice.fork("schedule"), line);
  return {
    ...{ shifts, announcements, holidays },
    circumstances: [...circumstances, ...change.circumstances],
    dueOf: change.dueOf,
  };
}

function drawShift(hardship: Hardship, dice: Dice): Pick<Shift, "sizeLog" | "ratioLog"> {
  switch (hardship) {
    case "announced change":
    case "level shift": {
      const sizeLog = dice.chance(0.5) ? -dice.within(0.16, 1.2) : dice.within(0.14, 1.1);
      return { sizeLog, ratioLog: 0 };
    }
    case "upgrade":
      return { sizeLog: 0, ratioLog: dice.within(-0.35, 0.35) };
    case "one-off load":
      return { sizeLog: dice.within(1, 3), ratioLog: 0 };
  }
}

/** It grows, and is purged again and again. */
function sawTooth(line: Line): readonly Shift[] {
  const period = Math.max(4, Math.round((SAW_TOOTH_DAYS * DAY_MS) / line.cadenceMs));
  return line.dues.flatMap((_, index) => {
    if (index === 0) return [];
    const isPurge = index % period === 0;
    const sizeLog = isPurge ? -SAW_TOOTH_LOG : SAW_TOOTH_LOG / (period - 1);
    return [{ index, sizeLog, ratioLog: 0, once: false }];
  });
}

/** Nothing unusual, but what a detector may trip over: only the cause of a false alarm. */
function calendarOf(line: Line, holidays: readonly number[]): readonly Circumstance[] {
  const { subject, dues, zone, truth, cadenceMs } = line;
  const from = (cause: string, fromMs: number, toMs: number): Circumstance => ({
    ...{ cause, bearsOn: "quantities", subject, fromMs, toMs, dontCare: [] },
  });
  const days = dues.flatMap((due) => {
    const season = seasonAt(zone, due);
    const untilMs = due + Math.min(cadenceMs, DAY_MS);
    if (season.isMonthEnd && truth.monthEndLog + truth.quarterEndLog > 0)
      return [from("month end", due, untilMs)];
    if (truth.fineness === "differential" && season.ageDays <= 2)
      return [from("first differentials after a full", due, untilMs)];
    return season.isWeekend && truth.weekendLog < 0 ? [from("weekend", due, untilMs)] : [];
  });
  const changes = dues.flatMap((due): Circumstance[] => {
    const { fromMs, toMs } = openZone(zone).spanAt(due);
    if (due - fromMs > DAY_MS && toMs - due > DAY_MS) return [];
    return [{ ...from("daylight saving", due, due + DAY_MS), bearsOn: "presence" }];
  });
  const quiet = truth.weekendLog < 0 ? holidays : [];
  const bornMs = dues[0] ?? 0;
  return [
    ...days,
    ...changes,
    ...quiet.map((atMs) => from("holiday", atMs, atMs + DAY_MS)),
    from("short history", bornMs, bornMs + SHORT_HISTORY_DAYS * DAY_MS),
  ];
}
