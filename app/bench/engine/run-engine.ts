import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Bench } from "../bench.ts";
import type { EngineMessage, EngineOrder, EngineResult } from "./engine-orders.ts";

const PROCESS = fileURLToPath(new URL("./engine-process.ts", import.meta.url));
const DOING = {
  take: "The engine alone",
  fill: "Filling the table",
  measure: "Measuring the table",
};

/**
 * Carries out one order on the store in `data`, in a process of its own, as a process has one
 * embedded store, and as it must not share its heap with whoever measures.
 */
export async function runEngine<Kind extends EngineOrder["kind"]>(
  { signal, startProgress }: Bench,
  data: string,
  order: EngineOrder & { readonly kind: Kind },
): Promise<EngineResult<Kind>> {
  signal.throwIfAborted();
  const progress = startProgress(DOING[order.kind], totalOf(order));
  const child = fork(PROCESS, [data, JSON.stringify(order)], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  const kill = () => child.kill("SIGKILL");
  signal.addEventListener("abort", kill, { once: true });
  try {
    return await new Promise((resolve, reject) => {
      child.on("message", (message: EngineMessage) => {
        if (message.kind === "rows") progress.update(message.rows, "");
        // The other end of the pipe is ours.
        if (message.kind === "done") resolve(message.result as EngineResult<Kind>);
        if (message.kind === "failed") reject(new Error(message.reason));
      });
      child.once("exit", (code, death) =>
        reject(new Error(`the engine's process ended with ${code ?? death}`)),
      );
    });
  } finally {
    signal.removeEventListener("abort", kill);
    progress.end();
    await end(child);
  }
}

function totalOf(order: EngineOrder): number {
  switch (order.kind) {
    case "take":
      return order.events;
    case "fill":
      return order.rows;
    case "measure":
      return 0;
  }
}

/** It has closed its store by then. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}
