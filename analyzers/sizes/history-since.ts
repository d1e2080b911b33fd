import type { Point, PointList } from "../baselines/point-history.ts";
import type { SizeState } from "./step-size.ts";

type History = { readonly points: PointList; readonly state: SizeState };

/** What is left of a history of which all before some day is to teach nothing. */
export function historySince({ points, state }: History, days: number): History {
  const keep = <T>(list: readonly T[]) =>
    list.filter((_, index) => (points.days[index] ?? days) >= days);
  const isSince = ({ place }: Pick<Point, "place">) => place.days >= days;
  return {
    points: {
      values: keep(points.values),
      days: keep(points.days),
      seasons: keep(points.seasons),
      dayParts: keep(points.dayParts),
    },
    state: {
      // Out by what was usual before: that they are right has been said.
      pending: state.pending.filter(isSince).map((run) => ({ ...run, teaches: true })),
      left: null,
      peaks: state.peaks.filter(isSince),
      purges: state.purges.filter((purge) => purge.days >= days),
      lastZ: 0,
      marks: state.marks.filter((mark) => mark.days >= days),
      hasDrifted: false,
    },
  };
}
