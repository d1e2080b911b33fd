import type { Point } from "./link.ts";

/** Earlier first, by end, so that any order of hearing gives one order of points. */
export function compareEnds(a: Point, b: Point): number {
  const apart = a.success.finishedAtMs - b.success.finishedAtMs;
  return apart || (a.run.runId < b.run.runId ? -1 : 1);
}
