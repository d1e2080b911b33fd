import { setTimeout as sleep } from "node:timers/promises";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import type { Consumer, EventLog, Topic } from "../../../platform/log/event-log.ts";

const PAUSE_MS = 20;
const TRIES_MAX = 10;

/** What stages do with a log whose brokers fail, and how often each record was handed out. */
export type Delivery = {
  /** Appends records until all are accepted; a refusal that may pass is tried again. */
  readonly append: (from: number, to: number) => Promise<void>;
  /** Reads and commits until each of `0..total` was handed out and committed. */
  readonly readAll: (total: number, onRead?: (ids: number) => Promise<void>) => Promise<void>;
  readonly timesOf: ReadonlyMap<string, number>;
  readonly refusals: () => number;
};

export function deliverAll(log: EventLog, topic: Topic, group = "g"): Delivery {
  const timesOf = new Map<string, number>();
  const committed = new Set<string>();
  let refusals = 0;

  async function patiently<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof OperatingError && error.retryable) || tries > TRIES_MAX) throw error;
        refusals++;
        await sleep(PAUSE_MS);
      }
    }
  }

  async function append(from: number, to: number) {
    const ids = Array.from({ length: to - from }, (_, index) => `id-${from + index}`);
    const entries = ids.map((value, index) => ({ key: `series-${index % 20}`, value }));
    await patiently(() => log.append(topic, entries));
  }

  async function readBatch(consumer: Consumer) {
    const records = await consumer.poll(100);
    if (records.length === 0) await sleep(PAUSE_MS);
    for (const { value } of records) timesOf.set(value, (timesOf.get(value) ?? 0) + 1);
    await consumer.commit();
    for (const { value } of records) committed.add(value);
  }

  async function readAll(total: number, onRead = async (_: number) => {}) {
    while (committed.size < total)
      await patiently(async () => {
        const consumer = await log.consume(topic, group);
        try {
          while (committed.size < total) {
            await readBatch(consumer);
            await onRead(committed.size);
          }
        } finally {
          await consumer.close();
        }
      });
  }

  return { append, readAll, timesOf, refusals: () => refusals };
}
