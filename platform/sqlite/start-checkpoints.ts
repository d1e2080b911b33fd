import type { Logger } from "../logger/create-logger.ts";
import { openThread } from "../threads/open-thread.ts";

export type Checkpoints = { readonly stop: () => Promise<void> };

/**
 * Moves what is written to SQLite files, which exist, from their WAL into them on a thread beside
 * this one, so that commits wait for their own sync alone. Should it die, commits do it.
 */
export function startCheckpoints(files: readonly string[], logger: Logger): Checkpoints {
  if (files.length === 0) return { stop: async () => {} };
  const worker = openThread(new URL("./checkpointing-thread.ts", import.meta.url), {
    workerData: files,
  });
  const ended = new Promise<void>((resolve) => worker.on("exit", () => resolve()));
  worker.on("error", (error) => {
    logger.error({ err: error }, "The thread that moves SQLite's pages has died; commits do it");
  });
  return {
    stop: async () => {
      worker.postMessage("stop");
      await ended;
    },
  };
}
