import { join } from "node:path";
import type { Clock } from "../../../platform/clock/clock.ts";
import type { Command } from "../servers/confine.ts";
import type { Lease } from "../servers/open-lease.ts";
import { MONITOR } from "./machine-command.ts";
import { type Monitor, openMonitor } from "./open-monitor.ts";
import { type Seen, watchConsole } from "./watch-console.ts";

/** A machine that has restarted so often goes round in circles. */
const RESTARTS_MAX = 5;

/** How a machine's boot came to its end. */
export type BootEnding =
  | Seen
  | { readonly kind: "deadline" | "restarts" | "switched-off" | "exited" | "not-started" };

export type Boot = {
  readonly ending: BootEnding;
  readonly consoleBytes: number;
  /** Since the console last spoke; of one that never did, since the start. */
  readonly quietMs: number;
  readonly restarts: number;
};

type Options = {
  readonly lease: Lease;
  readonly clock: Clock;
  readonly command: Command;
  readonly marker: RegExp;
  readonly bootMsMax: number;
  /** While the machine is still there. */
  readonly onEnding: (monitor: Monitor) => Promise<void>;
};

/** Starts a machine, and watches it until something is known or its time is over. */
export async function bootMachine(options: Options): Promise<Boot> {
  const { lease, clock, marker, bootMsMax } = options;
  const ended = Promise.withResolvers<BootEnding>();
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, lease.signal]);
  const watch = watchConsole(marker);
  let heardAtMs = clock.nowMs();
  let restarts = 0;

  async function listen(output: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const piece of output) {
      heardAtMs = clock.nowMs();
      const seen = watch.take(piece);
      if (seen) ended.resolve(seen);
      if (over.signal.aborted) return;
    }
  }
  function hear(event: string): void {
    if (event === "SHUTDOWN") ended.resolve({ kind: "switched-off" });
    if (event === "RESET" && ++restarts > RESTARTS_MAX) ended.resolve({ kind: "restarts" });
  }

  const { output } = lease.pipe(options.command, nothing());
  listen(output).then(
    () => ended.resolve({ kind: "exited" }),
    () => ended.resolve({ kind: "exited" }),
  );
  const path = join(lease.directory, MONITOR);
  const monitor = await openMonitor({ path, clock, signal, onEvent: hear });
  if (!monitor || !(await monitor.execute("cont"))) ended.resolve({ kind: "not-started" });
  heardAtMs = clock.nowMs();
  clock.sleep(bootMsMax, signal).then(
    () => ended.resolve({ kind: "deadline" }),
    () => ended.resolve({ kind: "exited" }),
  );
  const ending = await ended.promise;
  const quietMs = clock.nowMs() - heardAtMs;
  if (monitor) await options.onEnding(monitor);
  over.abort();
  monitor?.close();
  return { ending, consoleBytes: watch.bytes(), quietMs, restarts };
}

async function* nothing(): AsyncIterable<Uint8Array> {}
