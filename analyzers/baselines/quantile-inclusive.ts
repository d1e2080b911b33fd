import { quickselect } from "simple-statistics";

/**
 * The quantile of at least one value by linear interpolation between order statistics, both ends
 * included: type 7 of Hyndman and Fan (1996), ClickHouse's `quantileExactInclusive`.
 */
export function quantileInclusive(values: readonly number[], share: number): number {
  const last = values.length - 1;
  const rank = share * last;
  const lower = Math.floor(rank);
  const sorted = [...values];
  quickselect(sorted, lower);
  const below = sorted[lower] ?? Number.NaN;
  if (lower === rank) return below;
  let above = Number.POSITIVE_INFINITY;
  for (let index = lower + 1; index <= last; index += 1)
    above = Math.min(above, sorted[index] ?? above);
  return below + (rank - lower) * (above - below);
}
