/** What a process has spent: on all its threads, the engine's included, and on its main one. */
export type CpuTime = { readonly allThreadsUs: number; readonly mainThreadUs: number };

/** The same for each event: figures that hold where others use the machine too. */
export type CpuPerEvent = CpuTime;

type Sight = { readonly rows: number; readonly cpu: CpuTime };

export type CpuMeter = {
  /** So many rows are there now, and so much was spent. */
  readonly see: (rows: number, cpu: CpuTime) => void;
  readonly perEvent: () => CpuPerEvent;
};

/**
 * From the first rows that were added to the last, so that what comes before the first is out of
 * it; from the first sight where all came at once.
 */
export function createCpuMeter(): CpuMeter {
  let start: Sight | undefined;
  let first: Sight | undefined;
  let last: Sight | undefined;
  return {
    see: (rows, cpu) => {
      start ??= { rows, cpu };
      if (rows <= (last ?? start).rows) return;
      last = { rows, cpu };
      first ??= last;
    },
    perEvent: () => {
      const from = first === last ? start : first;
      if (!from || !last) return { allThreadsUs: 0, mainThreadUs: 0 };
      return cpuPerEvent(from.cpu, last.cpu, last.rows - from.rows);
    },
  };
}

/** Of what was spent between two looks, in tenths of a microsecond. */
export function cpuPerEvent(before: CpuTime, after: CpuTime, events: number): CpuPerEvent {
  const each = (us: number) => Math.round((10 * us) / events) / 10;
  return {
    allThreadsUs: each(after.allThreadsUs - before.allThreadsUs),
    mainThreadUs: each(after.mainThreadUs - before.mainThreadUs),
  };
}

/** Of the process that asks. */
export function ownCpuTime(): CpuTime {
  const [all, main] = [process.cpuUsage(), process.threadCpuUsage()];
  return { allThreadsUs: all.user + all.system, mainThreadUs: main.user + main.system };
}
