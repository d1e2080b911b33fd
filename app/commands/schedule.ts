import { CalendarError } from "../../platform/calendar/calendar-error.ts";
import { listDue } from "../../platform/calendar/list-due.ts";
import { durationSchema } from "../../schemas/duration.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { renderTable } from "../render-table.ts";

const COUNT_MAX = 10_000;

type Options = {
  /** A cron, or an interval such as `4h`, which is counted from `fromMs`. */
  readonly schedule: string;
  readonly zone: string;
  readonly fromMs: number;
  readonly count: number;
};

export type ScheduledSlot = { readonly due: string; readonly local: string; readonly note: string };

/**
 * What `vigie schedule` lists; throws `CalendarError` where a part of the question is impossible.
 */
export function listSchedule({ schedule, zone, fromMs, count }: Options): ScheduledSlot[] {
  if (!Number.isInteger(count) || count < 1 || count > COUNT_MAX) {
    throw new CalendarError("count", `must be a whole number between 1 and ${COUNT_MAX}`);
  }
  return listDue({ schedule: readSchedule(schedule), zone, fromMs, count }).map(
    ({ dueMs, local, note }) => ({ due: instantToJson(dueMs), local, note }),
  );
}

export function renderSchedule(slots: readonly ScheduledSlot[]): string {
  return renderTable(
    ["due", "local", "note"],
    slots.map(({ due, local, note }) => [due, local, note]),
  );
}

function readSchedule(text: string): { readonly cron: string } | { readonly everyMs: number } {
  const interval = durationSchema.safeParse(text);
  if (interval.success) return { everyMs: interval.data };
  if (/\s/.test(text.trim()) || text.trim().startsWith("@")) return { cron: text };
  const fault = `${JSON.stringify(text)} is neither a cron of five fields nor an interval`;
  throw new CalendarError("schedule", fault, 'write "0 1 * * *", @daily or 4h');
}
