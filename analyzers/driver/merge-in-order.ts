import type { Item } from "./read-record.ts";

/**
 * Two histories as one, each kept in its own order, by when each item reached us; of equal
 * instants the first history's comes first.
 */
export async function* mergeInOrder(
  first: AsyncIterable<Item>,
  second: AsyncIterable<Item>,
): AsyncIterable<Item> {
  const rest = second[Symbol.asyncIterator]();
  let waiting = await rest.next();
  for await (const item of first) {
    for (; !waiting.done && waiting.value.atMs < item.atMs; waiting = await rest.next())
      yield waiting.value;
    yield item;
  }
  for (; !waiting.done; waiting = await rest.next()) yield waiting.value;
}
