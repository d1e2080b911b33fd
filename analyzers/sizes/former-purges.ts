import type { SizeMeasure } from "./measure-size.ts";

const PURGES_MAX = 4;
/** A fall is like a former one, and ends where that ended, but for such a share of it. */
const ALIKE_SHARE = 0.3;
/** Half of a whole is told, whatever was before. */
const LOST_LOG_MAX = Math.log(2);

/** A fall of a series' level: to where (log of bytes), and by how much. */
export type Purge = { readonly days: number; readonly floor: number; readonly change: number };

/** A level that rises at a stroke takes back what fell before it: that was no purge. */
export function notePurge(purges: readonly Purge[], move: Purge): readonly Purge[] {
  return move.change < 0 ? [...purges, move].slice(-PURGES_MAX) : [];
}

/**
 * What grows until it is purged falls again and again, each time about as far and to about the same
 * size. A backup that was cut short does not end where a purge had ended.
 */
export function isPurgedAgain(
  log: number,
  { change }: SizeMeasure,
  purges: readonly Purge[],
): boolean {
  if (change >= 0 || change <= -LOST_LOG_MAX) return false;
  return purges.some((former) => {
    const allowed = ALIKE_SHARE * Math.abs(former.change);
    const isAsFar = Math.abs(change - former.change) <= allowed;
    return isAsFar && Math.abs(log - former.floor) <= allowed;
  });
}
