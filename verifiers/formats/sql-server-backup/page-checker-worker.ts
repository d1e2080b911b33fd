import assert from "node:assert/strict";
import { parentPort } from "node:worker_threads";
import { checkPages, type UncheckedBatch } from "./page-checker.ts";
import type { PageBatch } from "./read-extent.ts";

/** The thread of `startPageChecker`: answers each batch in its turn. */
assert.ok(parentPort, "runs as a worker thread only");
const port = parentPort;
port.on("message", (batch: UncheckedBatch) => {
  const checked: PageBatch = { ...batch, states: checkPages(batch) };
  // What came in a message owns its memory alone.
  port.postMessage(checked, [batch.bytes.buffer as ArrayBuffer]);
});
