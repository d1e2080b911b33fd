import type { KafkaMessage } from "kafkajs";
import { POLLED_CHARACTERS_MAX } from "../event-log.ts";
import { bytesOf, type HeldPartition, takeFetched } from "./held-partition.ts";
import { appendedAtMsOf } from "./to-record.ts";

type Held = ReadonlyMap<number, HeldPartition>;

/**
 * Where partitions ended when that was asked twice, one time after the other. What lies before
 * `safe` was there before `known` was asked, and so was all that was acknowledged before it was
 * appended.
 */
export type Ends = {
  readonly safe: ReadonlyMap<number, number>;
  readonly known: ReadonlyMap<number, number>;
};

export type Taken = { readonly partition: number; readonly message: KafkaMessage };

type Cursor = { readonly partition: number; readonly held: HeldPartition; taken: number };

/**
 * Up to `recordsMax` messages before `safe`, fewer where they are long, by when they were appended,
 * each partition in its own order; none as long as a partition of which nothing is fetched may
 * still bring an older one.
 */
export function takeInOrder(held: Held, { safe, known }: Ends, recordsMax: number): Taken[] {
  const cursors = [...known.keys()]
    .toSorted((a, b) => a - b)
    .map((partition): Cursor | null => {
      const one = held.get(partition);
      return one?.placed ? { partition, held: one, taken: 0 } : null;
    });
  const all = cursors.filter((cursor) => cursor !== null);
  const order: Taken[] = [];
  let bytes = 0;
  while (all.length === known.size && order.length < recordsMax && bytes < POLLED_CHARACTERS_MAX) {
    if (all.some((cursor) => mayBringOlder(cursor, known))) break;
    const first = firstOf(all, safe);
    if (first === null) break;
    order.push(first);
    bytes += bytesOf(first.message);
  }
  for (const cursor of all) takeFetched(cursor.held, cursor.taken);
  return order;
}

/** Whether something lies before `ends` that was not taken. */
export function isBehind(held: Held, ends: ReadonlyMap<number, number>): boolean {
  return [...ends].some(([partition, end]) => {
    const one = held.get(partition);
    const [first] = one?.fetched ?? [];
    return (first ? Number(first.offset) : (one?.next ?? 0)) < end;
  });
}

function mayBringOlder({ partition, held, taken }: Cursor, ends: ReadonlyMap<number, number>) {
  return taken === held.fetched.length && held.next < (ends.get(partition) ?? 0);
}

function firstOf(cursors: readonly Cursor[], safe: ReadonlyMap<number, number>): Taken | null {
  let first: { readonly cursor: Cursor; readonly message: KafkaMessage } | null = null;
  for (const cursor of cursors) {
    const message = cursor.held.fetched[cursor.taken];
    if (!message || Number(message.offset) >= (safe.get(cursor.partition) ?? 0)) continue;
    if (!first || appendedAtMsOf(message) < appendedAtMsOf(first.message))
      first = { cursor, message };
  }
  if (first === null) return null;
  first.cursor.taken++;
  return { partition: first.cursor.partition, message: first.message };
}
