type Alarm<T> = { readonly atMs: number; readonly order: number; readonly who: T };

/**
 * Who is to be woken when, earliest first. Each has one alarm; setting an earlier one replaces it,
 * a later one does not, moving it does.
 */
export type Alarms<T> = {
  readonly set: (atMs: number, who: T) => void;
  /** Who knows all that it waits for moves its alarm there; null: it waits for nothing. */
  readonly move: (atMs: number | null, who: T) => void;
  /** Takes the next that is due at `untilMs`; of several at one instant the one set first. */
  readonly takeDue: (untilMs: number) => T | null;
  readonly nextMs: () => number | null;
  /** Those that are set, in the order in which they are taken. */
  readonly list: () => readonly { readonly atMs: number; readonly who: T }[];
};

/** So many alarms that were replaced stay, beside as many as there are others. */
const REPLACED_MAX = 1_000;

/** A binary heap; alarms that were replaced are passed over, and cleared away where many. */
export function createAlarms<T>(): Alarms<T> {
  const heap: Alarm<T>[] = [];
  const current = new Map<T, Alarm<T>>();
  let order = 0;

  function peek(): Alarm<T> | null {
    for (let first = heap[0]; first; first = heap[0]) {
      if (current.get(first.who) === first) return first;
      removeFirst(heap);
    }
    return null;
  }

  /** What is in order is a heap. */
  function clearReplaced() {
    const kept = heap.filter((alarm) => current.get(alarm.who) === alarm);
    heap.length = 0;
    for (const alarm of kept.sort((a, b) => (isBefore(a, b) ? -1 : 1))) heap.push(alarm);
  }

  function put(atMs: number, who: T) {
    const alarm = { atMs, order: order++, who };
    current.set(who, alarm);
    heap.push(alarm);
    siftUp(heap);
    if (heap.length > 2 * current.size + REPLACED_MAX) clearReplaced();
  }

  return {
    set: (atMs, who) => {
      const known = current.get(who);
      if (!known || known.atMs > atMs) put(atMs, who);
    },
    move: (atMs, who) => {
      if (atMs === null) current.delete(who);
      else if (current.get(who)?.atMs !== atMs) put(atMs, who);
    },
    takeDue: (untilMs) => {
      const first = peek();
      if (!first || first.atMs > untilMs) return null;
      removeFirst(heap);
      current.delete(first.who);
      return first.who;
    },
    nextMs: () => peek()?.atMs ?? null,
    list: () => [...current.values()].sort((a, b) => (isBefore(a, b) ? -1 : 1)),
  };
}

function isBefore<T>(a: Alarm<T>, b: Alarm<T>): boolean {
  return a.atMs === b.atMs ? a.order < b.order : a.atMs < b.atMs;
}

function siftUp<T>(heap: Alarm<T>[]): void {
  for (let child = heap.length - 1; child > 0; ) {
    const parent = (child - 1) >> 1;
    if (!swapIfBefore(heap, child, parent)) return;
    child = parent;
  }
}

function removeFirst<T>(heap: Alarm<T>[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  heap[0] = last;
  for (let parent = 0; ; ) {
    const [left, right] = [2 * parent + 1, 2 * parent + 2];
    const [a, b] = [heap[left], heap[right]];
    if (!a) return;
    const child = b && isBefore(b, a) ? right : left;
    if (!swapIfBefore(heap, child, parent)) return;
    parent = child;
  }
}

function swapIfBefore<T>(heap: Alarm<T>[], child: number, parent: number): boolean {
  const [lower, upper] = [heap[child], heap[parent]];
  if (!lower || !upper || !isBefore(lower, upper)) return false;
  heap[child] = upper;
  heap[parent] = lower;
  return true;
}
