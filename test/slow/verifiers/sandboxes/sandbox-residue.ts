import { readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";

/** More than a process of a sandbox's own preparations lives through. */
const AMID_LOOKS = 30;

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

/** Kills those of its processes that are of `engine`, amid the work of one of `amid`. */
export async function killEngine(
  scratch: string,
  { amid, engine }: { readonly amid: RegExp; readonly engine: RegExp },
): Promise<void> {
  const looks = new Map<string, number>();
  const look = async () => {
    for (const pid of await listMatching(scratch, amid)) looks.set(pid, (looks.get(pid) ?? 0) + 1);
    return Math.max(0, ...looks.values());
  };
  await expect.poll(look, { timeout: 30_000, interval: 20 }).toBeGreaterThan(AMID_LOOKS);
  const pids = await listMatching(scratch, engine);
  expect(pids).not.toEqual([]);
  for (const pid of pids) process.kill(Number(pid), "SIGKILL");
}

async function listMatching(scratch: string, pattern: RegExp): Promise<readonly string[]> {
  const pids = await listProcesses(scratch);
  const commands = await Promise.all(pids.map(readCommand));
  return pids.filter((_, at) => pattern.test(commands[at] ?? ""));
}

/** Its words, each after a space. */
async function readCommand(pid: string): Promise<string> {
  const command = await readFile(join("/proc", pid, "cmdline"), "utf8").catch(() => "");
  return ` ${command.replaceAll("\0", " ")}`;
}

/** Those that work below it, or were told of it. */
async function listProcesses(scratch: string): Promise<readonly string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^[0-9]+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const cwd = await readlink(join("/proc", pid, "cwd")).catch(() => "");
      const command = await readCommand(pid);
      return cwd.startsWith(scratch) || command.includes(scratch) ? [pid] : [];
    }),
  );
  return found.flat();
}
