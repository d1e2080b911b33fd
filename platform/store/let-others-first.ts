import { readdirSync, readFileSync } from "node:fs";
import { getPriority, setPriority } from "node:os";
import process from "node:process";

const THREADS = "/proc/self/task";
/** By Linux's names for them: the engine's own, and Node's pool, on which its statements run. */
const ENGINE_THREAD =
  /^(Bg\w*Pool|Collector|ConcurrentJoin|Fetch|libuv-worker|MergeMutate|Move|Query\w+|RuntimeData|ThreadPool|Unknown)$/;
/** A third of the others' share, where there is not enough for all. */
const NICER_BY = 5;
const NICEST = 19;

/**
 * Has the engine's threads take less of a busy processor than this process's others, which answer
 * whoever brings events: merges and inserts have time. Threads made later by those have the same
 * niceness, others do not. Does nothing where threads are not shown as on Linux.
 */
export function letOthersFirst(): void {
  const niceness = Math.min(NICEST, getPriority(process.pid) + NICER_BY);
  for (const thread of threads()) {
    try {
      const name = readFileSync(`${THREADS}/${thread}/comm`, "utf8").trimEnd();
      if (ENGINE_THREAD.test(name) && getPriority(thread) < niceness) setPriority(thread, niceness);
    } catch {
      // It has ended meanwhile.
    }
  }
}

function threads(): readonly number[] {
  try {
    return readdirSync(THREADS).map(Number);
  } catch {
    return [];
  }
}
