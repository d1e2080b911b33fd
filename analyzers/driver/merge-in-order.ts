import type { Item } from "./read-record.ts";

type Row = AsyncIterable<Item> | readonly Item[];
type Head = { readonly rest: AsyncGenerator<Item>; item: Item | null };

/**
 * Rows of items as one, each kept in its own order, by when each item reached us; of equal
 * instants an earlier row's comes first. The first row is the long one.
 */
export async function* mergeInOrder([first = [], ...others]: readonly Row[]): AsyncIterable<Item> {
  const heads: Head[] = [];
  try {
    for (const row of others) {
      const head: Head = { rest: iterate(row), item: null };
      heads.push(head);
      head.item = await pull(head.rest);
    }
    for await (const item of first) {
      yield* takeBefore(heads, item.atMs);
      yield item;
    }
    yield* takeBefore(heads, Number.POSITIVE_INFINITY);
  } finally {
    // Of a log, each reads on as a member of its own until it is told.
    for (const { rest } of heads) await rest.return(undefined);
  }
}

function takeBefore(heads: readonly Head[], atMs: number): AsyncIterable<Item> | readonly Item[] {
  const isDue = heads.some(({ item }) => item !== null && item.atMs < atMs);
  return isDue ? takeAll(heads, atMs) : [];
}

async function* takeAll(heads: readonly Head[], atMs: number): AsyncIterable<Item> {
  for (let head = earliest(heads); head?.item; head = earliest(heads)) {
    if (head.item.atMs >= atMs) return;
    yield head.item;
    head.item = await pull(head.rest);
  }
}

function earliest(heads: readonly Head[]): Head | null {
  return heads.reduce<Head | null>((best, head) => {
    if (!head.item) return best;
    return best?.item && best.item.atMs <= head.item.atMs ? best : head;
  }, null);
}

async function pull(rest: AsyncGenerator<Item>): Promise<Item | null> {
  const next = await rest.next();
  return next.done ? null : next.value;
}

async function* iterate(items: Row): AsyncGenerator<Item> {
  yield* items;
}
