import type { Item } from "./read-record.ts";

/**
 * Two rows of items as one, each kept in its own order, by when each item reached us; of equal
 * instants the first row's comes first.
 */
export async function* mergeInOrder(
  first: AsyncIterable<Item> | readonly Item[],
  second: AsyncIterable<Item> | readonly Item[],
): AsyncIterable<Item> {
  const rest = iterate(second);
  let waiting = await rest.next();
  for await (const item of first) {
    for (; !waiting.done && waiting.value.atMs < item.atMs; waiting = await rest.next())
      yield waiting.value;
    yield item;
  }
  for (; !waiting.done; waiting = await rest.next()) yield waiting.value;
}

async function* iterate(items: AsyncIterable<Item> | readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}
