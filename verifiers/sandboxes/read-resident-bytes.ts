import { readFile } from "node:fs/promises";

/**
 * What a process holds in memory, by Linux; null where that cannot be asked. Elsewhere the heap's
 * own bound stands alone.
 */
export async function readResidentBytes(pid: number | undefined): Promise<number | null> {
  if (pid === undefined || process.platform !== "linux") return null;
  try {
    const status = await readFile(`/proc/${pid}/status`, "utf8");
    const kibibytes = /^VmRSS:\s+([0-9]+) kB$/m.exec(status)?.[1];
    return kibibytes === undefined ? null : Number(kibibytes) * 1_024;
  } catch {
    return null;
  }
}
