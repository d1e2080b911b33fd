/** Items in order of `compare`; adding at the end, the usual case, costs nothing more. */
export type SortedList<T> = {
  readonly items: readonly T[];
  readonly add: (item: T) => void;
  readonly remove: (item: T) => void;
  /** How many items come before the first of which `isBefore` does not hold. */
  readonly countWhile: (isBefore: (item: T) => boolean) => number;
};

export function createSortedList<T>(
  compare: (a: T, b: T) => number,
  items: T[] = [],
): SortedList<T> {
  function countWhile(isBefore: (item: T) => boolean): number {
    let [low, high] = [0, items.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const item = items[middle];
      if (item !== undefined && isBefore(item)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    items,
    countWhile,
    add: (item) => {
      items.splice(
        countWhile((known) => compare(known, item) <= 0),
        0,
        item,
      );
    },
    remove: (item) => {
      const at = items.lastIndexOf(item);
      if (at >= 0) items.splice(at, 1);
    },
  };
}
