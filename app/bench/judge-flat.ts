import { quantile } from "./quantile.ts";

const MEDIAN = 0.5;
/** The later part may hold so much more than the earlier. */
const GROWTH_MAX = 1.1;

/** What a tenth of the time showed. */
export type Tenth = {
  readonly heapAndBuffersBytesMin: number;
  readonly heapAndBuffersBytesMax: number;
  readonly heapAndBuffersBytesLast: number;
};

/**
 * Whether memory stayed level after the first tenth, in which a process warms up: by the median
 * of the tenths' least values, which are what the collector left where one was looked at right
 * after it, of the later half to the earlier.
 */
export function judgeFlat(tenths: readonly Tenth[]) {
  const warm = tenths.slice(1);
  const middle = Math.floor(warm.length / 2);
  const growth = usualLeast(warm.slice(-middle)) / usualLeast(warm.slice(0, middle));
  return { growth: Math.round(100 * growth) / 100, isFlat: growth <= GROWTH_MAX };
}

function usualLeast(tenths: readonly Tenth[]): number {
  return quantile(
    tenths.map(({ heapAndBuffersBytesMin }) => heapAndBuffersBytesMin),
    MEDIAN,
  );
}
