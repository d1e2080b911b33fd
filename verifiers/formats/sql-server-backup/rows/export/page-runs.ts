import { OperatingError } from "../../../../../platform/errors/operating-error.ts";
import { toUnit } from "../catalogue/catalogue-rows.ts";
import {
  DATA_PAGE,
  PAGE_BYTES,
  type PageHeader,
  TEXT_MIX_PAGE,
  TEXT_TREE_PAGE,
} from "../page-slots.ts";

/** Two million runs are some 100 MB; a table of 1 TB in whole extents of 1 MB has a million. */
const RUNS_MAX = 2_000_000;
const KEPT_TYPES: readonly number[] = [DATA_PAGE, TEXT_MIX_PAGE, TEXT_TREE_PAGE];

/** Pages of one allocation unit that follow each other in the database and in the backup. */
export type PageRun = {
  readonly unit: number;
  readonly file: number;
  readonly page: number;
  /** Bytes into the backup. */
  readonly offset: number;
  count: number;
};

export type PageRuns = {
  readonly add: (header: PageHeader, offset: number) => void;
  readonly all: () => readonly PageRun[];
  /** The run that has the page; null where the backup does not carry it. */
  readonly find: (file: number, page: number) => PageRun | null;
};

/** Remembers where allocated data and text pages lie, as runs. */
export function createPageRuns(): PageRuns {
  const runs: PageRun[] = [];
  let sorted: PageRun[] | null = null;
  return {
    add: ({ type, indexId, objectId, file, page }, offset) => {
      if (!KEPT_TYPES.includes(type)) return;
      const unit = toUnit(indexId, objectId);
      const last = runs.at(-1);
      if (last && continues(last, { unit, file, page, offset })) {
        last.count += 1;
        return;
      }
      if (runs.length >= RUNS_MAX)
        throw new OperatingError("Cannot read rows of this backup: its pages are too scattered.", {
          retryable: false,
          hint: "Restore it, and read the table there.",
        });
      runs.push({ unit, file, page, offset, count: 1 });
      sorted = null;
    },
    all: () => runs,
    find: (file, page) => {
      sorted ??= runs.toSorted((a, b) => a.file - b.file || a.page - b.page);
      return search(sorted, file, page);
    },
  };
}

type Place = Omit<PageRun, "count">;

function continues(run: PageRun, { unit, file, page, offset }: Place): boolean {
  return (
    run.unit === unit &&
    run.file === file &&
    run.page + run.count === page &&
    run.offset + run.count * PAGE_BYTES === offset
  );
}

function search(runs: readonly PageRun[], file: number, page: number): PageRun | null {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const run = runs[middle];
    if (run && (run.file < file || (run.file === file && run.page <= page))) low = middle + 1;
    else high = middle;
  }
  const run = runs[low - 1];
  return run?.file === file && page < run.page + run.count ? run : null;
}
