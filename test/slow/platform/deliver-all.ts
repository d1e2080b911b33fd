import { setTimeout as sleep } from "node:timers/promises";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import type { Consumer, EventLog, Topic } from "../../../platform/log/event-log.ts";

/** What a stage takes at once. */
export const BATCH_RECORDS_MAX = 100;
const PAUSE_MS = 20;
const TRIES_MAX = 10;

/** What stages do with a log whose brokers fail, and how often each record was handed out. */
export type Delivery = {
  /** Appends records until all are accepted; a refusal that may pass is tried again. */
  readonly append: (from: number, to: number) => Promise<void>;
  /**
   * Reads and commits until `total` records were handed out. Whether a commit that failed is in
   * force nobody knows, so that the last batch may come again.
   */
  readonly readAll: (total: number, onRead?: (ids: number) => Promise<void>) => Promise<void>;
  readonly timesOf: ReadonlyMap<string, number>;
};

/** Deliveries that share the work of a group share `timesOf` as well. */
export function deliverAll(
  log: EventLog,
  topic: Topic,
  timesOf = new Map<string, number>(),
): Delivery {
  async function patiently<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof OperatingError && error.retryable) || tries > TRIES_MAX) throw error;
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
    const records = await consumer.poll(BATCH_RECORDS_MAX);
    if (records.length === 0) await sleep(PAUSE_MS);
    for (const { value } of records) timesOf.set(value, (timesOf.get(value) ?? 0) + 1);
    await consumer.commit();
  }

  async function readAll(total: number, onRead = async (_: number) => {}) {
    while (timesOf.size < total)
      await patiently(async () => {
        const consumer = await log.consume(topic, "g");
        try {
          while (timesOf.size < total) {
            await readBatch(consumer);
            await onRead(timesOf.size);
          }
        } finally {
          await consumer.close();
        }
      });
  }

  return { append, readAll, timesOf };
}
