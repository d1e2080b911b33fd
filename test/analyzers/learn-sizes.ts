import { placeAt } from "../../analyzers/baselines/place-at.ts";
import { createPointHistory } from "../../analyzers/baselines/point-history.ts";
import { SIZE_LIMITS } from "../../analyzers/sizes/size-limits.ts";
import { NO_STATE, type SizeStep, stepSize } from "../../analyzers/sizes/step-size.ts";
import { openZone } from "../../platform/calendar/open-zone.ts";
import type { Series } from "../../schemas/series.ts";

export const MB = 1_000_000;
const DAY_MS = 86_400_000;
/** A Monday. */
export const MONDAY_MS = Date.UTC(2026, 5, 1, 1);

type Telling = {
  readonly backupType?: Series["backupType"];
  readonly minBytes?: number;
  readonly perDay?: number;
  readonly announced?: readonly number[];
  /** Runs of which people said that their size is right. */
  readonly right?: readonly number[];
};

/** What is made of sizes in megabytes, one run after the other. */
export function learn(megabytes: readonly number[], telling: Telling = {}): readonly SizeStep[] {
  const { backupType = "full", minBytes = null, perDay = 1, announced = [], right = [] } = telling;
  const history = createPointHistory();
  let state = NO_STATE;
  return megabytes.map((size, index) => {
    const beganAtMs = MONDAY_MS + (index * DAY_MS) / perDay;
    const place = placeAt(openZone("UTC"), beganAtMs);
    const isAnnounced = (sinceMs: number) =>
      announced.some((at) => {
        const atMs = MONDAY_MS + (at * DAY_MS) / perDay;
        return sinceMs <= atMs && atMs <= beganAtMs;
      });
    const decided = { isRight: right.includes(index), widening: { undersized: 1, oversized: 1 } };
    const run = { bytes: Math.round(size * MB), beganAtMs, place, isAnnounced, ...decided };
    const rules = { limits: SIZE_LIMITS[backupType], minBytes };
    const step = stepSize({ points: history.copy(), state }, run, rules);
    if (step.shift !== 0) history.shift(step.shift);
    for (const point of step.learned) history.push(point);
    state = step.state;
    return step;
  });
}

/** `excuse`, or what is told. */
export function said({ verdict, excuse }: SizeStep): string {
  if (excuse !== null) return excuse;
  return verdict.verdict === "out"
    ? `${verdict.kind} ${verdict.severity} ${verdict.rule}`
    : verdict.verdict;
}

export const last = (megabytes: readonly number[], telling: Telling = {}) =>
  learn(megabytes, telling).map(said).at(-1);

const wobble = (index: number) => 1 + 0.01 * Math.sin(12.9898 * index);
export const days = (count: number, megabytesOn: (day: number) => number) =>
  Array.from({ length: count }, (_, day) => megabytesOn(day) * wobble(day));
export const usual = days(30, () => 100);
