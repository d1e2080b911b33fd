import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";

test("a consumer stopped while brokers come and go ends, and leaves its thread to others", async () => {
  const worker = new Worker(new URL("./stopped-consumer.ts", import.meta.url));
  try {
    expect(await once(worker, "message", { signal: AbortSignal.timeout(20_000) })).toEqual([
      "stopped",
    ]);
  } finally {
    await worker.terminate();
  }
});
