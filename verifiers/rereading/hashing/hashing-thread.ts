import { createHash } from "node:crypto";
import { readSync } from "node:fs";
import { parentPort } from "node:worker_threads";
import { errorCode } from "../../../platform/errors/file-error.ts";
import { createChecksum } from "../../checks/checksums/create-checksum.ts";
import type { Answer, Order } from "./open-hashing.ts";

/** Stays in the processor's cache, and is used again and again. */
const BUFFER_BYTES = 256 * 2 ** 10;

const buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
let running = begin(null);

// The other end of `openHashing`.
parentPort?.on("message", (order: Order) => {
  switch (order.kind) {
    case "begin":
      running = begin(order.algorithm);
      return;
    case "chunk":
      running.update(order.bytes);
      return answer({ kind: "taken" });
    case "end":
      return answer({ kind: "done", digests: running.digest() });
    case "file":
      return answer(readFile(order.descriptor, order.bytesMax));
  }
});

function begin(algorithm: string | null) {
  const sha256 = createHash("sha256");
  const other = algorithm === null || algorithm === "sha256" ? null : createChecksum(algorithm);
  let bytesRead = 0;
  return {
    update: (bytes: Uint8Array) => {
      sha256.update(bytes);
      other?.update(bytes);
      bytesRead += bytes.length;
    },
    digest: () => ({
      sha256: sha256.digest("hex"),
      other: other?.digest().toString("hex") ?? null,
      bytesRead,
    }),
  };
}

/** Without a turn of the event loop between: this thread has nothing else to do. */
function readFile(descriptor: number, bytesMax: number): Answer {
  try {
    for (let position = 0; position < bytesMax; ) {
      const bytesRead = readSync(descriptor, buffer, 0, BUFFER_BYTES, position);
      if (bytesRead === 0) break;
      running.update(bytesRead === BUFFER_BYTES ? buffer : buffer.subarray(0, bytesRead));
      position += bytesRead;
    }
    return { kind: "done", digests: running.digest() };
  } catch (error) {
    return { kind: "failed", code: errorCode(error) ?? "EIO" };
  }
}

function answer(said: Answer): void {
  parentPort?.postMessage(said);
}
