import { readFileSync } from "node:fs";
import { OperatingError } from "../../../platform/errors/operating-error.ts";

export type Account = { readonly uid: number; readonly gid: number };

/**
 * The account that a sandbox's server runs as: where Vigie runs as root the named one without
 * rights, else null, which is Vigie's own.
 */
export function findAccount(user: string): Account | null {
  if (process.getuid?.() !== 0) return null;
  const lines = readFileSync("/etc/passwd", "utf8").split("\n");
  const fields = lines.map((line) => line.split(":")).find(([name]) => name === user);
  const [uid, gid] = [Number(fields?.[2]), Number(fields?.[3])];
  if (!fields || !Number.isInteger(uid) || !Number.isInteger(gid) || uid === 0)
    throw new OperatingError(`Cannot run a sandbox as ${user}: there is no such account`, {
      retryable: false,
      hint: "name an account without rights in verification.engines, such as nobody",
    });
  return { uid, gid };
}
