import type { KafkaMessage } from "kafkajs";
import type { Lag } from "../event-log.ts";

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

export function bytesOf(message: Pick<KafkaMessage, "key" | "value">): number {
  return (message.key?.length ?? 0) + (message.value?.length ?? 0);
}
