import type { ChildProcess } from "node:child_process";
import type { Clock } from "../../platform/clock/clock.ts";
import { readResidentBytes } from "./read-resident-bytes.ts";

const WATCH_EVERY_MS = 100;

/** Why a process was ended before it ended by itself. */
export type Killed = "out-of-time" | "out-of-memory" | "out-of-output" | "stopped";

type Options = {
  readonly bounds: { readonly secondsMax: number; readonly memoryMax: number };
  /** The machine's own: a process runs in real time. */
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

export type Guard = {
  readonly kill: (because: Killed) => void;
  /** Null where it was not killed. */
  readonly reason: () => Killed | null;
  readonly stop: () => Promise<void>;
};

/** Kills a process at the first bound that it reaches, and when it is asked to. */
export function guardChild(child: ChildProcess, { bounds, clock, signal }: Options): Guard {
  let reason: Killed | null = null;
  const kill = (because: Killed) => {
    reason ??= because;
    child.kill("SIGKILL");
  };
  const stopNow = () => kill("stopped");
  signal.addEventListener("abort", stopNow);
  if (signal.aborted) stopNow();
  const over = new AbortController();
  const timer = clock.sleep(bounds.secondsMax * 1_000, over.signal).then(
    () => kill("out-of-time"),
    () => undefined,
  );
  const watch = clock.every(WATCH_EVERY_MS, async () => {
    const residentBytes = await readResidentBytes(child.pid);
    if (residentBytes !== null && residentBytes > bounds.memoryMax) kill("out-of-memory");
  });
  const stop = async () => {
    signal.removeEventListener("abort", stopNow);
    over.abort();
    await Promise.all([timer, watch.stop()]);
  };
  return { kill, reason: () => reason, stop };
}
