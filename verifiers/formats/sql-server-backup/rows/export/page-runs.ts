import { OperatingError } from "../../../../../platform/errors/operating-error.ts";
import { toUnit } from "../catalogue/catalogue-rows.ts";
import { DATA_PAGE, type PageHeader } from "../page-slots.ts";

/** Two million runs are some 100 MB; a table of 1 TB in runs of 1 MB has a million. */
const RUNS_MAX = 2_000_000;

/** Data pages of one allocation unit that follow one another in their file. */
export type PageRun = {
  readonly unit: number;
  readonly file: number;
  readonly page: number;
  count: number;
};

export type PageRuns = {
  /** `isLaterCopy`: an earlier copy of the page was added before, which this one replaces. */
  readonly add: (header: PageHeader, isLaterCopy: boolean) => void;
  /** In the order in which they were added; each page once. */
  readonly list: (units: ReadonlySet<number>) => Iterable<PageRun>;
};

/** Remembers which data pages of level 0 belong to which allocation unit, as runs. */
export function createPageRuns(): PageRuns {
  const runs: PageRun[] = [];
  const later = new Map<number, PageRun>();
  return {
    add: ({ type, level, indexId, objectId, file, page }, isLaterCopy) => {
      const isData = type === DATA_PAGE && level === 0;
      const run = { unit: toUnit(indexId, objectId), file, page, count: 1 };
      if (isLaterCopy) later.set(keyOf(file, page), isData ? run : { ...run, unit: -1 });
      else if (isData) append(runs, run);
      if (runs.length + later.size > RUNS_MAX)
        throw new OperatingError("Cannot read rows of this backup: its pages are too scattered.", {
          retryable: false,
          hint: "Restore it, and read the table there.",
        });
    },
    list: function* (units) {
      for (const run of runs) if (units.has(run.unit)) yield* leaveOut(run, later);
      for (const run of later.values()) if (units.has(run.unit)) yield run;
    },
  };
}

function append(runs: PageRun[], run: PageRun): void {
  const last = runs.at(-1);
  const follows =
    last?.unit === run.unit && last.file === run.file && last.page + last.count === run.page;
  if (last && follows) last.count += 1;
  else runs.push(run);
}

/** The run without the pages that were replaced. */
function* leaveOut(run: PageRun, later: ReadonlyMap<number, PageRun>): Iterable<PageRun> {
  let first = 0;
  for (let index = 0; index <= run.count; index += 1) {
    const isLeft = index < run.count && !later.has(keyOf(run.file, run.page + index));
    if (isLeft) continue;
    if (index > first) yield { ...run, page: run.page + first, count: index - first };
    first = index + 1;
  }
}

function keyOf(file: number, page: number): number {
  return file * 2 ** 32 + page;
}
