import type { Memory } from "../detection/memory.ts";

/** So many runs of an episode are kept, those that began last: a good one ends them last. */
const RUNS_MAX = 200;

/** A run that shows a habit: when it began, and what is to be said if it is the first of them. */
export type Shown<T> = { readonly runId: string; readonly beganAtMs: number; readonly said: T };

/**
 * The runs in a row, by their begin, of one series that show a bad habit: those after the last run
 * that showed a good one, in whatever order they are heard of.
 */
export type Episode<T> = {
  /** `said` is null for a run that shows nothing. */
  readonly note: (runId: string, beganAtMs: number, said: T | "good" | null) => void;
  /** The run that the episode is told by, for as long as it lasts. */
  readonly told: () => Shown<T> | null;
};

/** What is remembered of one. */
type Course<T> = {
  goodAtMs: number;
  readonly bad: Map<string, Shown<T>>;
  told: Shown<T> | null;
};

export function createEpisode<T>(memory: Memory): Episode<T> {
  const course = memory.of("episode", noCourse<T>);
  const { bad } = course;

  function note(runId: string, beganAtMs: number, said: T | "good" | null) {
    bad.delete(runId);
    if (said === "good") course.goodAtMs = Math.max(course.goodAtMs, beganAtMs);
    else if (said !== null && beganAtMs >= course.goodAtMs)
      bad.set(runId, { runId, beganAtMs, said });
    for (const shown of bad.values())
      if (shown.beganAtMs < course.goodAtMs) bad.delete(shown.runId);
    const earliest = bad.size > RUNS_MAX ? first(bad.values()) : null;
    if (earliest) bad.delete(earliest.runId);
    if (bad.size === 0) course.told = null;
    else course.told ??= first(bad.values());
  }

  return { note, told: () => course.told };
}

function noCourse<T>(): Course<T> {
  return { goodAtMs: Number.NEGATIVE_INFINITY, bad: new Map(), told: null };
}

function first<T>(shown: Iterable<Shown<T>>): Shown<T> | null {
  return [...shown].reduce<Shown<T> | null>(
    (least, one) => (least && least.beganAtMs <= one.beganAtMs ? least : one),
    null,
  );
}
