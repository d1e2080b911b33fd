import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

const MARK = ".pid";

/**
 * Notes a sandbox's process and its parent while it runs, so that a later start can end it should
 * the parent crash.
 */
export async function noteSandbox(directory: string, name: string, pid: number): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeFile(join(directory, name + MARK), `${pid} ${process.pid}\n`, { mode: 0o600 });
}

export async function forgetSandbox(directory: string, name: string): Promise<void> {
  await rm(join(directory, name + MARK), { force: true });
}

/**
 * Ends the sandboxes whose parent is gone, and only processes that carry the noted, generated
 * name. Resolves to how many.
 */
export async function sweepOrphans(directory: string): Promise<number> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  let ended = 0;
  for (const file of await readdir(directory)) {
    if (!file.endsWith(MARK)) continue;
    const note = await read(join(directory, file));
    const [pid = 0, parent = 0] = (note ?? "").split(" ").map(Number);
    const state = await look(pid, file.slice(0, -MARK.length));
    if (state?.parent === parent) continue;
    if (state) {
      process.kill(pid, "SIGKILL");
      ended += 1;
    }
    await rm(join(directory, file), { force: true });
  }
  return ended;
}

/** Null where the process is gone, or another program has taken its number. */
async function look(pid: number, name: string): Promise<{ readonly parent: number } | null> {
  if (!Number.isSafeInteger(pid) || pid <= 1) return null;
  const command = await read(`/proc/${pid}/cmdline`);
  const status = await read(`/proc/${pid}/status`);
  if (!command?.includes(`"name":"${name}"`)) return null;
  return { parent: Number(/^PPid:\s+([0-9]+)$/m.exec(status ?? "")?.[1]) };
}

async function read(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch {
    return null;
  }
}
