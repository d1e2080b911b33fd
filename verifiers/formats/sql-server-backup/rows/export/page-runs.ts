import { OperatingError } from "../../../../../platform/errors/operating-error.ts";
import { toUnit } from "../catalogue/catalogue-rows.ts";
import { DATA_PAGE, PAGE_BYTES, type PageHeader } from "../page-slots.ts";

/** Two million runs are some 100 MB; a table of 1 TB in runs of 1 MB has a million. */
const RUNS_MAX = 2_000_000;

/** Data pages of one allocation unit that follow one another in their file and in the backup. */
export type PageRun = {
  readonly unit: number;
  readonly file: number;
  readonly page: number;
  /** Bytes into the source. */
  readonly offset: number;
  count: number;
};

export type PageRuns = {
  readonly add: (header: PageHeader, offset: number) => void;
  /** In the order in which they were added. */
  readonly list: () => readonly PageRun[];
};

/** Remembers which data pages of level 0 belong to which allocation unit, as runs. */
export function createPageRuns(): PageRuns {
  const runs: PageRun[] = [];
  return {
    add: ({ type, level, indexId, objectId, file, page }, offset) => {
      if (type !== DATA_PAGE || level !== 0) return;
      const run = { unit: toUnit(indexId, objectId), file, page, offset, count: 1 };
      const last = runs.at(-1);
      if (last && follows(run, last)) last.count += 1;
      else runs.push(run);
      if (runs.length > RUNS_MAX)
        throw new OperatingError("Cannot read rows of this backup: its pages are too scattered.", {
          retryable: false,
          hint: "Restore it, and read the table there.",
        });
    },
    list: () => runs,
  };
}

function follows(run: PageRun, last: PageRun): boolean {
  return (
    run.unit === last.unit &&
    run.file === last.file &&
    run.page === last.page + last.count &&
    run.offset === last.offset + last.count * PAGE_BYTES
  );
}
