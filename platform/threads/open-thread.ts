import { getCompileCacheDir } from "node:module";
import { dirname } from "node:path";
import process from "node:process";
import { Worker, type WorkerOptions } from "node:worker_threads";
import { createSystemClock } from "../clock/system-clock.ts";

/** One that waits for the disk does not answer; then its last figures stand. */
const ANSWER_MS_MAX = 100;

export type ThreadMemory = { readonly heapUsed: number; readonly external: number };

const NOTHING: ThreadMemory = { heapUsed: 0, external: 0 };

const clock = createSystemClock();
const memories = new Map<Worker, ThreadMemory>();

/** A thread beside this one, which has what Node compiled before, and whose memory is measured. */
export function openThread(script: URL, options: WorkerOptions = {}): Worker {
  const cache = getCompileCacheDir();
  const worker = new Worker(script, {
    ...options,
    ...(cache !== undefined && { env: { ...process.env, NODE_COMPILE_CACHE: dirname(cache) } }),
  });
  memories.set(worker, NOTHING);
  worker.on("exit", () => memories.delete(worker));
  return worker;
}

/** In bytes, of all that run: `process.memoryUsage` has only the thread that asks. */
export async function measureThreads(): Promise<ThreadMemory> {
  if (memories.size === 0) return NOTHING;
  const enough = new AbortController();
  const looks = Promise.all([...memories.keys()].map(look));
  await Promise.race([looks, clock.sleep(ANSWER_MS_MAX, enough.signal).catch(() => undefined)]);
  enough.abort();
  const all = [...memories.values()];
  return {
    heapUsed: all.reduce((sum, { heapUsed }) => sum + heapUsed, 0),
    external: all.reduce((sum, { external }) => sum + external, 0),
  };
}

async function look(worker: Worker): Promise<void> {
  const seen = await worker.getHeapStatistics().catch(() => null);
  if (seen && memories.has(worker))
    memories.set(worker, { heapUsed: seen.used_heap_size, external: seen.external_memory });
}
