import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { ProcessName } from "../processes/start-vigie.ts";
import type { CpuTime } from "./create-cpu-meter.ts";

const CLI = fileURLToPath(new URL("../cli.js", import.meta.url));
const ROWS = /^vigie_store_batch_rows_sum\{table="event_rows"\} (\S+)$/m;
const HEAP = /^nodejs_heap_size_used_bytes (\S+)$/m;
const EXTERNAL = /^nodejs_external_memory_bytes (\S+)$/m;
const CPU = /^process_cpu_seconds_total (\S+)$/m;
const MAIN_THREAD = /^nodejs_main_thread_cpu_seconds_total (\S+)$/m;
const RESIDENT = /^process_resident_memory_bytes (\S+)$/m;

const MICROSECONDS = 1e6;

export const TOKEN = "a-token-for-the-benchmark-alone";

export type Seen = {
  readonly rows: number;
  readonly heapAndBuffersBytes: number;
  /** The engine's memory included. */
  readonly residentBytes: number;
  readonly cpu: CpuTime;
};

export type Target = AsyncDisposable & {
  readonly url: string;
  /** What it says of itself: rows written and time spent so far, memory held now. */
  readonly look: () => Promise<Seen>;
};

/** `vigie up` in a process of its own, as in operation: what takes in, or what `only` says. */
export async function startTarget(
  configFile: string,
  signal: AbortSignal,
  only: readonly ProcessName[] = ["ingest"],
): Promise<Target> {
  signal.throwIfAborted();
  const which = ["--only", only.join(",")];
  const words = [CLI, "up", ...which, "--log", "error", "--config", configFile];
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", ...words], {
    env: { VIGIE_BENCH_TOKEN: TOKEN },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const said: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stderr })
      .on("line", (line) => {
        said.push(line);
        const address = /Vigie is up: (\S+)/.exec(line)?.[1];
        if (address) resolve(address);
      })
      .on("close", () => reject(new Error(`the process ended: ${said.join("\n")}`)));
  });
  return {
    url,
    look: async () => {
      const text = await (await fetch(`${url}/metrics`, { signal })).text();
      const read = (pattern: RegExp) => Number(pattern.exec(text)?.[1] ?? 0);
      return {
        rows: read(ROWS),
        heapAndBuffersBytes: read(HEAP) + read(EXTERNAL),
        residentBytes: read(RESIDENT),
        cpu: {
          allThreadsUs: read(CPU) * MICROSECONDS,
          mainThreadUs: read(MAIN_THREAD) * MICROSECONDS,
        },
      };
    },
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}
