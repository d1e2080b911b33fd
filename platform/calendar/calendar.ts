/** Due instants of a schedule, as milliseconds since the epoch. Pure: no clock. */
export type Occurrences = {
  /** The first strictly after `afterMs`; null if none within the next eight years. */
  readonly next: (afterMs: number) => number | null;
  /** The last at or before `atMs`; null if none within the eight years before. */
  readonly previous: (atMs: number) => number | null;
};
