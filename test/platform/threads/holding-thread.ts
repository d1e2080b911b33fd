import { parentPort } from "node:worker_threads";

const held = Buffer.alloc(64 * 2 ** 20, 1);
parentPort?.on("message", () => parentPort?.postMessage(held.length));
parentPort?.postMessage("holds");
