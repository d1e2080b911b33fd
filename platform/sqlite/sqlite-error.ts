import { OperatingError } from "../errors/operating-error.ts";

type Judgement = { readonly what: string; readonly retryable: boolean; readonly hint: string };

/**
 * By SQLite's primary result code (https://www.sqlite.org/rescode.html); what is absent is our own
 * bug.
 */
const KNOWN: Readonly<Record<number, Judgement>> = {
  3: {
    what: "access is denied",
    retryable: false,
    hint: "give the account that runs Vigie the right to write there",
  },
  5: {
    what: "another process keeps it locked",
    retryable: true,
    hint: "see which process holds it for so long",
  },
  6: {
    what: "another connection keeps it locked",
    retryable: true,
    hint: "see which process holds it for so long",
  },
  8: {
    what: "it is read-only",
    retryable: false,
    hint: "give the account that runs Vigie the right to write there",
  },
  10: { what: "the disk failed", retryable: true, hint: "check the disk and its mount" },
  11: { what: "the file is damaged", retryable: false, hint: "restore it from its backup" },
  13: {
    what: "the disk, or the size allowed for the file, is full",
    retryable: true,
    hint: "free space on the disk, or keep less history",
  },
  14: {
    what: "the file cannot be opened",
    retryable: false,
    hint: "check that the directory exists and may be written to",
  },
  26: { what: "the file is no SQLite database", retryable: false, hint: "check the path" },
};

/**
 * An `OperatingError` for what the file or the disk did to SQLite, by result code; anything else
 * comes back as it is.
 */
export function sqliteError(file: string, cause: unknown): unknown {
  if (!(cause instanceof Error) || !("errcode" in cause)) return cause;
  const known = typeof cause.errcode === "number" ? KNOWN[cause.errcode & 0xff] : undefined;
  if (!known) return cause;
  const { what, retryable, hint } = known;
  return new OperatingError(`Cannot use ${file} as ${what}`, { retryable, hint, cause });
}
