import { errorCode } from "../../platform/errors/file-error.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";

type Place = { readonly host: string; readonly port: number };

const KNOWN: Readonly<Record<string, { readonly why: string; readonly hint: string }>> = {
  EADDRINUSE: {
    why: "another process has it",
    hint: "Stop that process, or name another port: listen.port.",
  },
  EACCES: {
    why: "this account may not",
    hint: "Name a port above 1023 (listen.port), or give the account the right to it.",
  },
  EADDRNOTAVAIL: {
    why: "this machine has no such address",
    hint: "Name an address of this machine: listen.host.",
  },
  ENOTFOUND: {
    why: "no address is known by that name",
    hint: "Name an address of this machine: listen.host.",
  },
};

/** An `OperatingError` for a place where nobody can listen; anything else as it is. */
export function listenError({ host, port }: Place, cause: unknown): unknown {
  const known = KNOWN[errorCode(cause) ?? ""];
  if (!known) return cause;
  const { why, hint } = known;
  const message = `Cannot listen on ${host}, port ${port}, as ${why}`;
  return new OperatingError(message, { retryable: false, hint, cause });
}
