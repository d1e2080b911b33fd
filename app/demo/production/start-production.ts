import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Product, Tenant } from "../estate.ts";
import type { Answer, Task } from "./orders.ts";
import type { Rows, Written } from "./tenant-databases.ts";

export type Backup = { readonly rows: Rows; readonly written: Written };

export type Production = {
  readonly grow: (
    tenant: Tenant,
    product: Product,
    rows: number,
    newestAt: string,
  ) => Promise<void>;
  readonly dump: (
    tenant: Tenant,
    product: Product,
    path: string,
    emptied: boolean,
  ) => Promise<Backup>;
  readonly image: (tenant: Tenant, product: Product, path: string) => Promise<Backup>;
  readonly stop: () => Promise<void>;
};

type Waiting = {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
};

/**
 * Starts the production databases in a process of their own, as PGlite holds its event loop for
 * seconds; `directory` is for what it needs on disk.
 */
export async function startProduction(directory: string, newestAt: string): Promise<Production> {
  await mkdir(directory, { recursive: true });
  const clusterPath = join(directory, "empty-cluster.tar");
  await run("make-empty-cluster.ts", clusterPath);
  const child = start("production-process.ts");
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const waiting = new Map<number, Waiting>();
  let number = 0;
  child.on("message", (answer: Answer) => {
    const waiter = waiting.get(answer.number);
    waiting.delete(answer.number);
    if (answer.error === undefined) waiter?.resolve(answer);
    else waiter?.reject(new Error(`Production failed: ${answer.error}`));
  });
  void exited.then(() => {
    for (const { reject } of waiting.values()) reject(new Error("Production ended unasked"));
  });
  const ask = (task: Task) =>
    new Promise<Answer>((resolve, reject) => {
      number += 1;
      waiting.set(number, { resolve, reject });
      child.send({ ...task, number });
    });
  const backUp = async (task: Task): Promise<Backup> => {
    const answer = await ask(task);
    if (answer.error !== undefined || !answer.rows || !answer.written) throw new Error("No backup");
    return { rows: answer.rows, written: answer.written };
  };
  await ask({ kind: "start", clusterPath, newestAt });
  return {
    grow: async (tenant, product, rows, at) =>
      void (await ask({ kind: "grow", tenant, product, rows, newestAt: at })),
    dump: (tenant, product, path, emptied) =>
      backUp({ kind: "dump", tenant, product, path, emptied }),
    image: (tenant, product, path) => backUp({ kind: "image", tenant, product, path }),
    stop: async () => {
      child.disconnect();
      await exited;
    },
  };
}

function start(script: string, ...values: readonly string[]): ChildProcess {
  return fork(fileURLToPath(new URL(`./${script}`, import.meta.url)), values, {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    // pg_dump's WebAssembly is compiled anew for each dump: fast code would come too late for it.
    execArgv: ["--liftoff-only"],
  });
}

async function run(script: string, ...values: readonly string[]): Promise<void> {
  const [code] = await once(start(script, ...values), "exit");
  if (code !== 0) throw new Error(`${script} ended with ${code}`);
}
