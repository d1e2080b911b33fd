import type { KafkaMessage } from "kafkajs";
import type { Lag, Mark } from "../event-log.ts";
import { appendedAtMsOf } from "./to-record.ts";

type First = { readonly offset: number; readonly appendedAtMs: number };

/**
 * What lies here takes memory, each record twice its bytes; half of it lasts for 100 ms or so, and
 * for kafkajs's sleep of 150 ms while it is paused the writer has its next insert.
 */
const FETCHED_RECORDS_MAX = 15_000;
const FETCHED_BYTES_MAX = 16 * 2 ** 20;

/**
 * What a member knows of a partition it holds. `committed <= handed <= next`: before `committed`
 * the group is done, before `handed` was polled, before `next` was fetched.
 */
export type HeldPartition = {
  /** False until it is known where to start; nothing that is fetched before that is taken. */
  placed: boolean;
  committed: number;
  handed: number;
  /** The first record that was handed out after the last commit, and after each mark since. */
  firsts: First[];
  /** What was handed out when the last mark was made ends here. */
  marked: number;
  /** Those made since it was placed: an earlier one says nothing of what was read after that. */
  marks: WeakSet<Mark>;
  next: number;
  fetched: KafkaMessage[];
  paused: boolean;
  /** Where a gap seemed to end when it was last asked for again. */
  gapEnd: number | null;
};

export function holdUnplaced(): HeldPartition {
  return {
    placed: false,
    committed: 0,
    handed: 0,
    firsts: [],
    marked: 0,
    marks: new WeakSet(),
    next: 0,
    fetched: [],
    paused: false,
    gapEnd: null,
  };
}

/** Starts anew at an offset, forgetting what was fetched. */
export function placeAt(held: HeldPartition, offset: number): void {
  Object.assign(held, {
    placed: true,
    committed: offset,
    handed: offset,
    firsts: [],
    marked: offset,
    marks: new WeakSet(),
    next: offset,
    fetched: [],
    gapEnd: null,
  });
}

/**
 * Up to `recordsMax` messages in order, which count as handed out; the one by which they have
 * `bytesMax` is the last.
 */
export function takeFetched(
  held: HeldPartition,
  recordsMax: number,
  bytesMax = Number.POSITIVE_INFINITY,
): readonly KafkaMessage[] {
  let [count, bytes] = [0, 0];
  for (const message of held.fetched) {
    if (count === recordsMax || bytes >= bytesMax) break;
    count += 1;
    bytes += bytesOf(message);
  }
  const taken = held.fetched.splice(0, count);
  const [first, last] = [taken[0], taken.at(-1)];
  const known = held.firsts.at(-1);
  if (first && (!known || known.offset < held.marked)) held.firsts.push(toFirst(first));
  if (held.fetched.length === 0) held.handed = held.next;
  else if (last) held.handed = Number(last.offset) + 1;
  return taken;
}

/** Where what was handed out of each partition ends, for a commit while more is. */
export function markHanded(held: ReadonlyMap<number, HeldPartition>): Mark {
  const mark = new Map([...held].map(([partition, { handed }]) => [partition, handed]));
  for (const one of held.values()) {
    one.marked = one.handed;
    one.marks.add(mark);
  }
  return mark;
}

/** Up to where a mark says that the group is done. */
export function doneBy(mark: Mark, partition: number, held: HeldPartition): number {
  return held.marks.has(mark) ? (mark.get(partition) ?? held.committed) : held.committed;
}

/** The group is done before an offset of which it was told, up to `handed`. */
export function noteCommitted(held: HeldPartition, offset: number): void {
  held.committed = offset;
  held.firsts = held.firsts.filter((first) => first.offset >= offset);
}

/** What is not committed before `end`; its age is not known where its first has no instant. */
export function lagOf(held: HeldPartition, end: number): Lag {
  const records = Math.max(0, end - held.committed);
  const [waiting] = held.fetched;
  const first = held.firsts[0] ?? (waiting && toFirst(waiting));
  return { records, oldestAtMs: records === 0 ? null : first?.appendedAtMs || null };
}

function toFirst(message: KafkaMessage): First {
  return { offset: Number(message.offset), appendedAtMs: appendedAtMsOf(message) };
}

/** How full a member is of what was fetched and not taken, from 0 on; 1 is enough. */
export function fillOf(held: ReadonlyMap<number, HeldPartition>, fetchedBytes: number): number {
  const records = [...held.values()].reduce((sum, { fetched }) => sum + fetched.length, 0);
  return Math.max(records / FETCHED_RECORDS_MAX, fetchedBytes / FETCHED_BYTES_MAX);
}

export function bytesOf(message: Pick<KafkaMessage, "key" | "value">): number {
  return (message.key?.length ?? 0) + (message.value?.length ?? 0);
}
