/** A task that a clock runs again and again; `stop` waits for a run under way. */
export type Recurring = { readonly stop: () => Promise<void> };

/** The only source of time. Nothing that decides reads any other, in SQL neither. */
export type Clock = {
  /** Milliseconds since the epoch. */
  readonly nowMs: () => number;
  /**
   * Runs `task` every `intervalMs`, first after one interval, never twice at once. A task handles
   * its own errors; one that rejects is a bug and ends the process.
   */
  readonly every: (intervalMs: number, task: () => Promise<void>) => Recurring;
  /**
   * Runs `task` at each full minute of the wall clock, never twice at once. Work that is due by
   * calendar hangs on this and asks `nowMs` what is due.
   */
  readonly everyMinute: (task: () => Promise<void>) => Recurring;
  /** Resolves after `durationMs`; rejects with the signal's reason when aborted. */
  readonly sleep: (durationMs: number, signal?: AbortSignal) => Promise<void>;
};
