import { readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";

/** What there is of sandboxes below a directory: their directories and notes, and processes. */
export async function listResidue(scratch: string): Promise<readonly string[]> {
  const below = await readdir(scratch, { recursive: true }).catch(() => []);
  const left = below.filter((path) => /vigie-sandbox-[0-9a-f-]+(\.pid)?$/.test(path));
  return [...left, ...(await listProcesses(scratch))];
}

/** The environments of all of its processes, once there are some. */
export async function readEnvironments(scratch: string): Promise<string> {
  await expect.poll(() => listProcesses(scratch), { timeout: 20_000 }).not.toEqual([]);
  const pids = await listProcesses(scratch);
  const texts = pids.map((pid) => readFile(`/proc/${pid}/environ`, "utf8").catch(() => ""));
  return (await Promise.all(texts)).join("\n");
}

/** Those that work below it, or were told of it. */
async function listProcesses(scratch: string): Promise<readonly string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^[0-9]+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const cwd = await readlink(join("/proc", pid, "cwd")).catch(() => "");
      const command = await readFile(join("/proc", pid, "cmdline"), "utf8").catch(() => "");
      return cwd.startsWith(scratch) || command.includes(scratch) ? [pid] : [];
    }),
  );
  return found.flat();
}
