/** Upper bounds of the buckets of histograms, in seconds: from a local write to a slow server. */
export const SECONDS_BUCKETS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
];

/** For what takes long: a sandbox, which restores a backup. */
export const LONG_SECONDS_BUCKETS = [1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600];

/** Rows of one write. */
export const ROWS_BUCKETS = [1, 10, 50, 100, 500, 1_000, 2_500, 5_000, 10_000];
