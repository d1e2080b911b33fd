import type { Occurrences } from "../../platform/calendar/calendar.ts";
import type { Memory } from "../detection/memory.ts";
import type { LearnedSchedule } from "./learn-schedule.ts";
import { occurrencesOf } from "./rhythm.ts";

/** So many are kept: each has at least one slot, and of those as many are kept. */
const VERSIONS_MAX = 400;

/** Of the schedule at least its rhythm. */
export type Version<S extends Pick<LearnedSchedule, "rhythm"> = Pick<LearnedSchedule, "rhythm">> = {
  readonly fromMs: number;
  /** Where what came after it is forgotten; else it holds up to the next one. */
  readonly toMs?: number;
  readonly schedule: S;
};
type Learned = Version<LearnedSchedule>;

/** What was learned, one after the other: each says what is due after its instant. */
export type LearnedPlan = {
  readonly occurrences: Occurrences;
  /** The one that says what is due at an instant; null before the first. */
  readonly at: (dueMs: number) => LearnedSchedule | null;
  readonly latest: () => Learned | null;
  readonly all: () => readonly Learned[];
  readonly add: (version: Learned) => void;
};

export function createLearnedPlan(memory: Memory): LearnedPlan {
  const versions = memory.of("plan", (): Learned[] => []);
  const endOf = (index: number) =>
    versions[index]?.toMs ?? versions[index + 1]?.fromMs ?? Number.POSITIVE_INFINITY;

  function next(afterMs: number): number | null {
    for (let index = Math.max(0, indexAt(afterMs + 1)); index < versions.length; index++) {
      const version = versions[index];
      const dueMs = version && calendarOf(version).next(Math.max(afterMs, version.fromMs));
      if (typeof dueMs === "number" && dueMs <= endOf(index)) return dueMs;
    }
    return null;
  }

  function previous(atMs: number): number | null {
    for (let index = indexAt(atMs); index >= 0; index--) {
      const version = versions[index];
      const dueMs = version && calendarOf(version).previous(Math.min(atMs, endOf(index)));
      if (version && typeof dueMs === "number" && dueMs > version.fromMs) return dueMs;
    }
    return null;
  }

  /** The version within which an instant lies: after its `fromMs`, up to the next one's. */
  function indexAt(atMs: number): number {
    return versions.findLastIndex(({ fromMs }) => fromMs < atMs);
  }

  function add(version: Learned) {
    const last = versions.at(-1);
    const dueMs = last ? calendarOf(last).next(last.fromMs) : null;
    if (last && (dueMs === null || dueMs > version.fromMs)) forget(last);
    versions.push(version);
    if (versions.length > VERSIONS_MAX) versions.shift();
  }

  /** It said of no slot that it is due; what it had taken away does not come back. */
  function forget(last: Learned) {
    versions.pop();
    const before = versions.pop();
    if (before) versions.push({ toMs: last.fromMs, ...before });
  }

  return {
    occurrences: { next, previous },
    at: (dueMs) => versions[indexAt(dueMs)]?.schedule ?? null,
    latest: () => versions.at(-1) ?? null,
    all: () => versions,
    add,
  };
}

function calendarOf({ schedule }: Version): Occurrences {
  return occurrencesOf(schedule.rhythm);
}
