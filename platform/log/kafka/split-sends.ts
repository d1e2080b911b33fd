import { type Message, Partitioners } from "kafkajs";
import type { Entry } from "../event-log.ts";

/** Kafka's framing of one record, at most: lengths, deltas and attributes. */
const RECORD_OVERHEAD_BYTES = 40;
/** A traceparent has 55 bytes, its name and lengths the others. */
const HEADERS_BYTES = 72;
const SEND_RECORDS_MAX = 20_000;
const BATCH_BYTES_MAX = 2 ** 20;

export type Placed = {
  readonly partition: number;
  readonly key: string;
  readonly value: string;
  readonly headers?: { readonly traceparent: string };
};

/** The partition that Kafka's own clients give a key, so that others may write beside us. */
const partitionOf = Partitioners.DefaultPartitioner();

/** Each entry in its partition, those for every partition in all. */
export function placeEntries(entries: readonly Entry[], partitions: number): readonly Placed[] {
  const all = Array.from({ length: partitions }, (_, partition) => partition);
  const partitionOfEntry = placerOf(partitions);
  return entries.flatMap(({ key, value, everyPartition, traceparent }) => {
    const message = { key, value, ...(traceparent && { headers: { traceparent } }) };
    if (everyPartition) return all.map((partition) => ({ partition, ...message }));
    return [{ partition: partitionOfEntry(message), ...message }];
  });
}

/** Where an entry lies in a topic of so many partitions. */
export function partitionOfKey(key: string, partitions: number): number {
  return placerOf(partitions)({ key, value: "" });
}

function placerOf(partitions: number): (message: Message) => number {
  if (partitions === 1) return () => 0;
  const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
    ...{ partitionErrorCode: 0, partitionId, leader: 0, replicas: [], isr: [] },
  }));
  return (message) => partitionOf({ topic: "", partitionMetadata, message });
}

export function sizeOf({ key, value, headers }: Placed): number {
  const overhead = RECORD_OVERHEAD_BYTES + (headers ? HEADERS_BYTES : 0);
  return Buffer.byteLength(key) + Buffer.byteLength(value) + overhead;
}

/**
 * Cuts into sends, in order, none of which has more for one partition than a batch may have, as
 * kafkajs makes one batch of what a send has for a partition; a larger record is alone there.
 */
export function splitSends<T extends Placed>(
  placed: readonly T[],
  bytesMax: number,
): readonly (readonly T[])[] {
  const sends: T[][] = [];
  const batchBytesMax = Math.min(bytesMax, BATCH_BYTES_MAX);
  let send: T[] = [];
  let bytes = new Map<number, number>();
  for (const one of placed) {
    const size = sizeOf(one);
    const before = bytes.get(one.partition) ?? 0;
    const full = before > 0 && before + size > batchBytesMax;
    if (full || send.length === SEND_RECORDS_MAX) {
      sends.push(send);
      send = [];
      bytes = new Map();
    }
    bytes.set(one.partition, (bytes.get(one.partition) ?? 0) + size);
    send.push(one);
  }
  return send.length > 0 ? [...sends, send] : sends;
}
