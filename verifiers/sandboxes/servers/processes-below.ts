import { readdir, readFile, readlink } from "node:fs/promises";
import { sep } from "node:path";
import type { Clock } from "../../../platform/clock/clock.ts";

const TRIES_MAX = 100;
const AGAIN_AFTER_MS = 50;

export type RunningProcess = { readonly pid: number; readonly residentBytes: number };

/**
 * The processes that work in a directory or below it, by Linux: a server stays where it was
 * started, and so do those that it starts, whatever becomes of their parents.
 */
export async function listProcessesBelow(directory: string): Promise<readonly RunningProcess[]> {
  const pids = (await readdir("/proc")).filter((name) => /^[0-9]+$/.test(name));
  const found = await Promise.all(pids.map((pid) => look(pid, directory)));
  return found.flatMap((process) => process ?? []);
}

/** Ends them at once; resolves to whether none is left. */
export async function endProcessesBelow(directory: string, clock: Clock): Promise<boolean> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const left = await listProcessesBelow(directory);
    if (left.length === 0) return true;
    for (const { pid } of left) kill(pid);
    await clock.sleep(AGAIN_AFTER_MS);
  }
  return false;
}

async function look(pid: string, directory: string): Promise<RunningProcess | null> {
  try {
    const at = await readlink(`/proc/${pid}/cwd`);
    if (at !== directory && !at.startsWith(directory + sep)) return null;
    const status = await readFile(`/proc/${pid}/status`, "utf8");
    if (/^State:\s+Z/m.test(status)) return null;
    // Shared memory counts once for each process that uses it; the rest is its own.
    const kibibytes = /^RssAnon:\s+([0-9]+) kB$/m.exec(status)?.[1] ?? "0";
    return { pid: Number(pid), residentBytes: Number(kibibytes) * 1_024 };
  } catch {
    return null;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
