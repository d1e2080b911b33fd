import { PAGE_BYTES } from "./check-page.ts";

export const EXTENT_PAGES = 8;
const EXTENT_BYTES = EXTENT_PAGES * PAGE_BYTES;
const RUNS_AT_FIRST = 64;
/** Pages that change while a database is read are few; each copy takes some 100 bytes. */
const LATER_MAX = 2 ** 20;

/** Extents of one file in ascending order, those that follow one another as one run. */
type Runs = { count: number; extents: Float64Array; offsets: Float64Array; lengths: Float64Array };

/** Where in a source the extents of a database's files lie; of several copies, the last. */
export type ExtentIndex = {
  /** `offset`: bytes into the source. */
  readonly add: (fileId: number, firstPageId: number, offset: number) => void;
  readonly has: (fileId: number, firstPageId: number) => boolean;
  /** Of a page, in bytes into the source; null if its extent is not in the backup. */
  readonly find: (fileId: number, pageId: number) => number | null;
  /** Of copies that later ones replace, in bytes into the source. */
  readonly replaced: ReadonlySet<number>;
  /** False if there were more later copies than are held. */
  readonly isComplete: () => boolean;
};

export function createExtentIndex(): ExtentIndex {
  const files = new Map<number, Runs>();
  const later = new Map<number, number>();
  const replaced = new Set<number>();
  let isComplete = true;

  function findExtent(fileId: number, extent: number): number | null {
    const copy = later.get(keyOf(fileId, extent));
    if (copy !== undefined) return copy;
    const runs = files.get(fileId);
    return runs ? findInRuns(runs, extent) : null;
  }

  return {
    add: (fileId, firstPageId, offset) => {
      const extent = firstPageId / EXTENT_PAGES;
      const runs = files.get(fileId) ?? createRuns();
      files.set(fileId, runs);
      if (append(runs, extent, offset)) return;
      const before = findExtent(fileId, extent);
      if (later.size >= LATER_MAX) {
        isComplete = false;
        return;
      }
      if (before !== null) replaced.add(before);
      later.set(keyOf(fileId, extent), offset);
    },
    has: (fileId, firstPageId) => findExtent(fileId, firstPageId / EXTENT_PAGES) !== null,
    find: (fileId, pageId) => {
      const extent = findExtent(fileId, Math.floor(pageId / EXTENT_PAGES));
      return extent === null ? null : extent + (pageId % EXTENT_PAGES) * PAGE_BYTES;
    },
    replaced,
    isComplete: () => isComplete,
  };
}

/** False if the extent does not come after all others. */
function append(runs: Runs, extent: number, offset: number): boolean {
  const last = runs.count - 1;
  if (last >= 0) {
    const length = runs.lengths[last] ?? 0;
    const next = (runs.extents[last] ?? 0) + length;
    if (extent < next) return false;
    if (extent === next && offset === (runs.offsets[last] ?? 0) + length * EXTENT_BYTES) {
      runs.lengths[last] = length + 1;
      return true;
    }
  }
  if (runs.count === runs.extents.length) grow(runs);
  runs.extents[runs.count] = extent;
  runs.offsets[runs.count] = offset;
  runs.lengths[runs.count] = 1;
  runs.count += 1;
  return true;
}

function findInRuns({ count, extents, offsets, lengths }: Runs, extent: number): number | null {
  let low = 0;
  let high = count - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const into = extent - (extents[middle] ?? 0);
    if (into < 0) high = middle - 1;
    else if (into >= (lengths[middle] ?? 0)) low = middle + 1;
    else return (offsets[middle] ?? 0) + into * EXTENT_BYTES;
  }
  return null;
}

function createRuns(): Runs {
  const column = () => new Float64Array(RUNS_AT_FIRST);
  return { count: 0, extents: column(), offsets: column(), lengths: column() };
}

function grow(runs: Runs): void {
  const longer = (column: Float64Array) => {
    const grown = new Float64Array(2 * column.length);
    grown.set(column);
    return grown;
  };
  runs.extents = longer(runs.extents);
  runs.offsets = longer(runs.offsets);
  runs.lengths = longer(runs.lengths);
}

function keyOf(fileId: number, extent: number): number {
  return fileId * 2 ** 32 + extent;
}
