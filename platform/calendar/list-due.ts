import type { Occurrences } from "./calendar.ts";
import { everyInterval } from "./every-interval.ts";
import { localTime } from "./local-time.ts";
import { noteDue } from "./note-due.ts";
import { openZone } from "./open-zone.ts";
import { parseCron } from "./parse-cron.ts";
import { readCron } from "./read-cron.ts";

type DueOptions = {
  /** An interval is counted from `fromMs`. */
  readonly schedule: { readonly cron: string } | { readonly everyMs: number };
  readonly zone: string;
  readonly fromMs: number;
  readonly count: number;
};

export type Due = { readonly dueMs: number; readonly local: string; readonly note: string };

/**
 * The next `count` due instants strictly after `fromMs`, with what daylight saving does to each;
 * fewer where the horizon ends.
 */
export function listDue({ schedule, zone, fromMs, count }: DueOptions): Due[] {
  const opened = openZone(zone);
  const cron = "cron" in schedule ? readCron(schedule.cron) : null;
  const occurrences =
    "cron" in schedule ? parseCron(schedule.cron, zone) : everyInterval(schedule.everyMs, fromMs);
  return take(occurrences, fromMs, count).map((dueMs) => ({
    dueMs,
    local: localTime(dueMs, zone),
    note: noteDue({ dueMs, beforeMs: occurrences.previous(dueMs - 1), zone: opened, cron }),
  }));
}

function take(occurrences: Occurrences, fromMs: number, count: number): number[] {
  const due: number[] = [];
  for (let atMs = occurrences.next(fromMs); atMs !== null && due.length < count; ) {
    due.push(atMs);
    atMs = occurrences.next(atMs);
  }
  return due;
}
