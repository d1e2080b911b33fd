import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { errorCode } from "../errors/file-error.ts";

export type LogProcess = { readonly host: string; readonly pid: number; readonly process: string };

/**
 * This process, as it signs its membership of a group. A restarted container may get the same pid
 * again, hence the id.
 */
export const LOG_PROCESS: LogProcess = {
  host: hostname(),
  pid: process.pid,
  process: randomUUID(),
};

/** Whether a process is certainly gone; false where that cannot be seen, as on another host. */
export function isGone(other: LogProcess): boolean {
  if (other.host !== LOG_PROCESS.host) return false;
  if (other.pid === LOG_PROCESS.pid) return other.process !== LOG_PROCESS.process;
  try {
    process.kill(other.pid, 0);
    return false;
  } catch (error) {
    return errorCode(error) === "ESRCH";
  }
}
