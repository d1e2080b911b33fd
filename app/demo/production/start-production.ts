import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { constants, setPriority } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Product, TENANTS, type Tenant } from "../estate.ts";
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

type TenantProcess = {
  readonly ask: (task: Task) => Promise<Answer>;
  readonly stop: () => Promise<void>;
};

/**
 * Starts each tenant's production databases in a process of their own, as PGlite holds its event
 * loop for seconds and both cores can work; `directory` is for what they need on disk.
 */
export async function startProduction(directory: string, newestAt: string): Promise<Production> {
  await mkdir(directory, { recursive: true });
  const clusterPath = join(directory, "empty-cluster.tar");
  await run("make-empty-cluster.ts", clusterPath);
  const processes = new Map(TENANTS.map((tenant) => [tenant, startTenant()]));
  const ask = (tenant: Tenant, task: Task) => {
    const tenantProcess = processes.get(tenant);
    if (!tenantProcess) throw new Error(`No production for ${tenant}`);
    return tenantProcess.ask(task);
  };
  const backUp = async (tenant: Tenant, task: Task): Promise<Backup> => {
    const answer = await ask(tenant, task);
    if (answer.error !== undefined || !answer.rows || !answer.written) throw new Error("No backup");
    return { rows: answer.rows, written: answer.written };
  };
  await Promise.all(TENANTS.map((tenant) => ask(tenant, { kind: "start", clusterPath, newestAt })));
  return {
    grow: async (tenant, product, rows, at) =>
      void (await ask(tenant, { kind: "grow", product, rows, newestAt: at })),
    dump: (tenant, product, path, emptied) =>
      backUp(tenant, { kind: "dump", product, path, emptied }),
    image: (tenant, product, path) => backUp(tenant, { kind: "image", product, path }),
    stop: async () => {
      await Promise.all([...processes.values()].map((one) => one.stop()));
    },
  };
}

function startTenant(): TenantProcess {
  const child = start("production-process.ts");
  // Works ahead of the story and gives way to it: it is whoever waits for a restore that is late.
  if (child.pid) setPriority(child.pid, constants.priority.PRIORITY_LOW);
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
  return {
    ask: (task) =>
      new Promise((resolve, reject) => {
        number += 1;
        waiting.set(number, { resolve, reject });
        child.send({ ...task, number });
      }),
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
