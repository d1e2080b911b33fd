import { createPointHistory, type PointList } from "../baselines/point-history.ts";
import type { Memory } from "../detection/memory.ts";
import { beginOf, compareRuns, type Run } from "../runs/run.ts";
import { NO_STATE, type SizeState, type SizeStep } from "./step-size.ts";

/** Runs that began within so long before the latest are judged again if an earlier one is heard. */
const KEPT_MS = 3 * 86_400_000;
/** Of one series that runs every few minutes. */
const KEPT_MAX = 48;

export type JudgedSize = { readonly run: Run; readonly step: SizeStep };
type History = { readonly points: PointList; state: SizeState };

/** The successful runs of one series in order of their begin, each judged by those before it. */
export type SizeLine = {
  /** Judges a run, once; one that is heard of late has those after it judged again. */
  readonly add: (run: Run) => readonly JudgedSize[];
  /** Judges runs again that began then or later: what they are judged by has changed. */
  readonly judgeFrom: (fromMs: number) => readonly JudgedSize[];
  readonly last: () => JudgedSize | null;
};

/** `judge` is pure: what a run is found to be follows from the history before it. */
export function createSizeLine(
  judge: (history: History, run: Run) => SizeStep,
  memory: Memory,
): SizeLine {
  const past = createPointHistory(memory);
  const before = memory.of("before", () => ({
    state: NO_STATE,
    beginMs: Number.NEGATIVE_INFINITY,
  }));
  const line = memory.of("line", (): JudgedSize[] => []);

  function add(run: Run): readonly JudgedSize[] {
    const after = line.findLastIndex((known) => compareRuns(known.run, run) < 0) + 1;
    const isTooLate = after === 0 && beginMs(run) < before.beginMs;
    if (isTooLate) return [{ run, step: judge({ points: past.copy(), state: before.state }, run) }];
    const later = line.splice(after).map((known) => known.run);
    const judged = judgeOn([run, ...later]);
    forget();
    return judged;
  }

  /** Puts runs at the end of the line, each judged by all before it. */
  function judgeOn(runs: readonly Run[]): readonly JudgedSize[] {
    const history = historyOfLine();
    const judged = runs.map((run) => {
      const step = judge(history, run);
      learn(history, step);
      return { run, step };
    });
    line.push(...judged);
    return judged;
  }

  function historyOfLine(): History {
    const history = { points: past.copy(), state: before.state };
    for (const { step } of line) learn(history, step);
    return history;
  }

  function forget() {
    for (let [first, last] = [line[0], line.at(-1)]; first && last; first = line[0]) {
      const isKept = beginMs(last.run) - beginMs(first.run) <= KEPT_MS;
      if (isKept && line.length <= KEPT_MAX) return;
      line.shift();
      const { shift, learned, state } = first.step;
      if (shift !== 0) past.shift(shift);
      for (const point of learned) past.push(point);
      before.state = state;
      before.beginMs = beginMs(first.run);
    }
  }

  return {
    add,
    judgeFrom: (fromMs) => {
      const first = line.findIndex(({ run }) => beginMs(run) >= fromMs);
      return first < 0 ? [] : judgeOn(line.splice(first).map(({ run }) => run));
    },
    last: () => line.at(-1) ?? null,
  };
}

function learn(history: History, { shift, learned, state }: SizeStep) {
  const { points } = history;
  if (shift !== 0) points.values = points.values.map((value) => value + shift);
  for (const { value, place } of learned) {
    points.values.push(value);
    points.days.push(place.days);
    points.seasons.push(place.season);
    points.dayParts.push(place.dayPart);
  }
  history.state = state;
}

function beginMs(run: Run): number {
  return beginOf(run) ?? 0;
}
