import type { KafkaMessage } from "kafkajs";
import type { Lag } from "../event-log.ts";

/**
 * Half of it must last for as long as kafkajs sleeps while it is paused, 150 ms, at the 100,000
 * records a second that it reads at most.
 */
const FETCHED_RECORDS_MAX = 30_000;
const FETCHED_BYTES_MAX = 32 * 2 ** 20;

/**
 * What a member knows of a partition it holds. `committed <= handed <= next`: before `committed`
 * the group is done, before `handed` was polled, before `next` was fetched.
 */
export type HeldPartition = {
  /** False until it is known where to start; nothing that is fetched before that is taken. */
  placed: boolean;
  committed: number;
  handed: number;
  /** When the first record that was handed out since the last commit was appended. */
  handedAtMs: number | null;
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
    handedAtMs: null,
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
    handedAtMs: null,
    next: offset,
    fetched: [],
    gapEnd: null,
  });
}

/** Up to `recordsMax` messages in order, which count as handed out. */
export function takeFetched(held: HeldPartition, recordsMax: number): readonly KafkaMessage[] {
  const taken = held.fetched.splice(0, recordsMax);
  const last = taken.at(-1);
  held.handedAtMs ??= appendedAtMs(taken[0]);
  if (held.fetched.length === 0) held.handed = held.next;
  else if (last) held.handed = Number(last.offset) + 1;
  return taken;
}

/** The group is done before an offset of which it was told, up to `handed`. */
export function noteCommitted(held: HeldPartition, offset: number): void {
  held.committed = offset;
  if (offset === held.handed) held.handedAtMs = null;
}

/** What is not committed before `end`. */
export function lagOf(held: HeldPartition, end: number): Lag {
  const records = Math.max(0, end - held.committed);
  const oldestAtMs = held.handedAtMs ?? appendedAtMs(held.fetched[0]);
  return { records, oldestAtMs: records === 0 ? null : oldestAtMs };
}

function appendedAtMs(message: KafkaMessage | undefined): number | null {
  return message ? Number(message.timestamp) : null;
}

/** How full a member is of what was fetched and not taken, from 0 on; 1 is enough. */
export function fillOf(held: ReadonlyMap<number, HeldPartition>, fetchedBytes: number): number {
  const records = [...held.values()].reduce((sum, { fetched }) => sum + fetched.length, 0);
  return Math.max(records / FETCHED_RECORDS_MAX, fetchedBytes / FETCHED_BYTES_MAX);
}

export function bytesOf(message: Pick<KafkaMessage, "key" | "value">): number {
  return (message.key?.length ?? 0) + (message.value?.length ?? 0);
}
