import type { Occurrences } from "../../platform/calendar/calendar.ts";
import { createWindows } from "../../platform/calendar/create-windows.ts";
import { everyInterval } from "../../platform/calendar/every-interval.ts";
import { parseCron } from "../../platform/calendar/parse-cron.ts";
import type { Policy, Schedule } from "../../schemas/policy.ts";

/** Slots of one series in one week; with the shortest interval, a minute, a week has as many. */
const SLOTS_MAX = 7 * 24 * 60;

type Options = {
  readonly fromMs: number;
  readonly untilMs: number;
  /** When the series was first heard of; slots that ended before are not expected. */
  readonly firstHeardMs: number;
  /** When backups that succeeded started, in any order. */
  readonly startedMs: readonly number[];
  /**
   * Slots for which a finding said `late` or `missing`; and those that `missing` still stands for.
   */
  readonly lateMs: ReadonlySet<number>;
  readonly missingMs: ReadonlySet<number>;
};

export type SlotCounts = {
  readonly expected: number;
  readonly made: number;
  readonly late: number;
  readonly missing: number;
  readonly awaited: number;
};

/**
 * What a policy expected of a series within [from, until) and what came of it. A slot reaches from
 * `early` before it is due to `early` before the next one; a backup that started in it fills it.
 * One not filled is missing only where a finding says so, else it is awaited. Slots in a
 * maintenance window are not expected.
 */
export function countSlots(policy: Policy, options: Options): SlotCounts {
  if ("learned" in policy.schedule) return countLearned(options);
  const counts = { expected: 0, made: 0, late: 0, missing: 0, awaited: 0 };
  const { early } = policy.schedule;
  const occurrences = occurrencesOf(policy.schedule);
  for (const { dueMs, nextMs } of listSlots(policy, occurrences, options)) {
    if (nextMs - early <= options.firstHeardMs) continue;
    counts.expected += 1;
    const filled = options.startedMs.some(
      (startedMs) => startedMs >= dueMs - early && startedMs < nextMs - early,
    );
    if (filled) counts.made += 1;
    if (filled && options.lateMs.has(dueMs)) counts.late += 1;
    if (!filled && options.missingMs.has(dueMs)) counts.missing += 1;
    if (!filled && !options.missingMs.has(dueMs)) counts.awaited += 1;
  }
  return counts;
}

/** What was learned is known to the findings only: what came was expected, and what is missing. */
function countLearned(options: Options): SlotCounts {
  const isWithin = (atMs: number) => atMs >= options.fromMs && atMs < options.untilMs;
  const made = options.startedMs.filter(isWithin).length;
  const missing = [...options.missingMs].filter(isWithin).length;
  const late = [...options.lateMs].filter(isWithin).length;
  return { expected: made + missing, made, late: Math.min(late, made), missing, awaited: 0 };
}

type Slot = { readonly dueMs: number; readonly nextMs: number };

function listSlots(
  { maintenance }: Policy,
  occurrences: Occurrences,
  { fromMs, untilMs }: Options,
): readonly Slot[] {
  const windowAt = createWindows(maintenance);
  const slots: Slot[] = [];
  let dueMs = occurrences.next(fromMs - 1);
  while (dueMs !== null && dueMs < untilMs && slots.length < SLOTS_MAX) {
    const nextMs = occurrences.next(dueMs) ?? Number.POSITIVE_INFINITY;
    if (windowAt(dueMs) === null) slots.push({ dueMs, nextMs });
    dueMs = nextMs;
  }
  return slots;
}

function occurrencesOf(schedule: Exclude<Schedule, { learned: true }>): Occurrences {
  if ("cron" in schedule) return parseCron(schedule.cron, schedule.zone);
  return everyInterval(schedule.every, schedule.from ? Date.parse(schedule.from) : 0);
}
