import assert from "node:assert/strict";
import { Worker } from "node:worker_threads";
import {
  checkPages,
  createBuffers,
  type PageChecker,
  type UncheckedBatch,
} from "./page-checker.ts";
import type { PageBatch } from "./read-extent.ts";

/** On the way to the other thread, under its hands, and on the way back. */
const THERE_MAX = 3;

/**
 * Checks pages on a thread beside this one, and here what that one has no time for. Memory is moved
 * between them, never copied.
 */
export function startPageChecker(): PageChecker & AsyncDisposable {
  const worker = new Worker(new URL("./page-checker-worker.ts", import.meta.url));
  const waiting: PromiseWithResolvers<PageBatch>[] = [];
  let failure: Error | null = null;
  worker.on("message", (batch: PageBatch) => {
    const first = waiting.shift();
    assert.ok(first);
    first.resolve(batch);
  });
  worker.on("error", (error: Error) => {
    failure = error;
    for (const { reject } of waiting.splice(0)) reject(error);
  });
  return {
    ...createBuffers(),
    batchesAhead: THERE_MAX + 1,
    check: (batch: UncheckedBatch) => {
      if (failure || waiting.length >= THERE_MAX) return { ...batch, states: checkPages(batch) };
      const checked = Promise.withResolvers<PageBatch>();
      waiting.push(checked);
      worker.postMessage(batch, [batch.bytes.buffer as ArrayBuffer]);
      return checked.promise;
    },
    [Symbol.asyncDispose]: async () => {
      await worker.terminate();
    },
  };
}
