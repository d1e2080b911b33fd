type Sight = { readonly rows: number; readonly atMs: number };

export type RateMeter = {
  /** So many rows are there now; never fewer than before. */
  readonly see: (rows: number, atMs: number) => void;
  readonly perSecond: () => number;
};

/**
 * Rows a second from the first that were seen to the last, so that what comes before the first, as
 * the joining of a group, is out of it; from the start where all were there at first sight.
 */
export function createRateMeter(startedAtMs: number): RateMeter {
  let first: Sight | undefined;
  let last: Sight = { rows: 0, atMs: startedAtMs };
  return {
    see: (rows, atMs) => {
      if (rows <= last.rows) return;
      last = { rows, atMs };
      first ??= last;
    },
    perSecond: () => {
      const from = first && first.rows < last.rows ? first : { rows: 0, atMs: startedAtMs };
      return perSecond(last.rows - from.rows, last.atMs - from.atMs);
    },
  };
}

export function perSecond(count: number, durationMs: number): number {
  return Math.round((count * 1_000) / Math.max(1, durationMs));
}
