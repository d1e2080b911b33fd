import type { BenchParameters } from "../bench-parameters.ts";
import type { Dice } from "../create-dice.ts";
import type { Line } from "../estate/line.ts";
import type { Circumstance } from "../label.ts";
import { seasonAt } from "./expected-log.ts";
import type { Hardships } from "./plan-hardships.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MOVED_MS = [-3 * HOUR_MS, 4 * HOUR_MS] as const;
const MOVED_LEAST_MS = HOUR_MS;
/** A new time is adopted after three runs that agree, another set of weekdays after two weeks. */
const ADOPTED_SLOTS = 3;
const ADOPTED_MS = 15 * DAY_MS;

type Change = Pick<Hardships, "dueOf" | "circumstances">;

/** A schedule that has to be learned changes once: its time moves, or it skips weekends. */
export function drawScheduleChange(parameters: BenchParameters, dice: Dice, line: Line): Change {
  const { dues, cadenceMs, isLearned } = line;
  const { scheduleChanges } = parameters.shares;
  const isDaily = cadenceMs === DAY_MS;
  if (!isLearned || !isDaily || dues.length < 60 || !dice.chance(scheduleChanges))
    return { dueOf: (writtenMs) => writtenMs, circumstances: [] };
  const from = dice.whole(30, dues.length - 20);
  const fromMs = dues[from] ?? 0;
  const about = (cause: string, toMs: number, sinceMs = fromMs): readonly Circumstance[] => [
    {
      ...{ cause, bearsOn: "presence", subject: line.subject, fromMs: sinceMs, toMs },
      dontCare: ["late", "missing", "extra-run", "schedule-drift"],
    },
  ];
  /** By its new time a slot may be due before or after a maintenance that it was within. */
  const atMaintenance = dues.flatMap((dueMs, index) => {
    const beforeMs = dues[index - 1] ?? dueMs;
    const isGap = index > from && dueMs - beforeMs > 1.5 * DAY_MS;
    return isGap ? about("moved out of a maintenance", dueMs + DAY_MS / 2, beforeMs) : [];
  });
  if (dice.chance(0.5)) {
    const drawnMs = dice.within(...MOVED_MS);
    const movedMs = Math.abs(drawnMs) < MOVED_LEAST_MS ? MOVED_LEAST_MS : Math.round(drawnMs);
    return {
      dueOf: (writtenMs, index) => (index < from ? writtenMs : writtenMs + movedMs),
      circumstances: [
        ...about("schedule moved", (dues[from + ADOPTED_SLOTS] ?? fromMs) + DAY_MS / 2),
        ...atMaintenance,
      ],
    };
  }
  return {
    dueOf: (writtenMs, index) =>
      index >= from && seasonAt(line.zone, writtenMs).isWeekend ? null : writtenMs,
    circumstances: about("weekends left out", fromMs + ADOPTED_MS),
  };
}
