import type { Occurrences } from "../../platform/calendar/calendar.ts";
import { everyInterval } from "../../platform/calendar/every-interval.ts";
import { parseCron } from "../../platform/calendar/parse-cron.ts";

/** When something is usually due, as data. */
export type Rhythm =
  | { readonly cron: string; readonly zone: string }
  | { readonly everyMs: number; readonly fromMs: number };

/** Of more, each has its own. */
const SHARED_MAX = 20_000;

const shared = new Map<string, Rhythm>();
const known = new WeakMap<Rhythm, Occurrences>();

/** The due instants of a rhythm, worked out once. */
export function occurrencesOf(rhythm: Rhythm): Occurrences {
  const before = known.get(rhythm);
  if (before) return before;
  const occurrences =
    "cron" in rhythm
      ? parseCron(rhythm.cron, rhythm.zone)
      : everyInterval(rhythm.everyMs, rhythm.fromMs);
  known.set(rhythm, occurrences);
  return occurrences;
}

/** One object for all that say the same, so that a fleet has its calendar once. */
export function shareRhythm(rhythm: Rhythm): Rhythm {
  const text = JSON.stringify(rhythm);
  const before = shared.get(text);
  if (before || shared.size >= SHARED_MAX) return before ?? rhythm;
  shared.set(text, rhythm);
  return rhythm;
}
