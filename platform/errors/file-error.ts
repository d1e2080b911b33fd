import { OperatingError } from "./operating-error.ts";

type Judgement = { readonly retryable: boolean; readonly hint: string };

const KNOWN: Readonly<Record<string, Judgement>> = {
  ENOENT: { retryable: false, hint: "check the path" },
  ENOTDIR: { retryable: false, hint: "check the path: a part of it is a file" },
  EISDIR: { retryable: false, hint: "check the path: it is a directory" },
  ELOOP: { retryable: false, hint: "check the path: it is a symbolic link" },
  ENAMETOOLONG: { retryable: false, hint: "use a shorter name" },
  EACCES: { retryable: false, hint: "give the account that runs Vigie the right to it" },
  EPERM: { retryable: false, hint: "give the account that runs Vigie the right to it" },
  EROFS: { retryable: false, hint: "the file system is mounted read-only; remount it" },
  EBUSY: { retryable: false, hint: "something is mounted there: name a directory below it" },
  ENOSPC: { retryable: true, hint: "free space on the disk" },
  EDQUOT: { retryable: true, hint: "raise the quota or free space" },
  EMFILE: { retryable: true, hint: "raise the limit of open files" },
};
const UNKNOWN: Judgement = { retryable: true, hint: "check the disk and its mount" };

/**
 * An `OperatingError` for what the file system refused, by its code; anything else comes back as it
 * is.
 */
export function fileError(doing: string, cause: unknown): unknown {
  const code = errorCode(cause);
  if (code === null || !/^E[A-Z0-9]+$/.test(code)) return cause;
  return new OperatingError(`Cannot ${doing}: ${code}`, { ...(KNOWN[code] ?? UNKNOWN), cause });
}

/** The `code` of an error of Node; null if it has none. */
export function errorCode(error: unknown): string | null {
  if (!(error instanceof Error) || !("code" in error)) return null;
  return typeof error.code === "string" ? error.code : null;
}
