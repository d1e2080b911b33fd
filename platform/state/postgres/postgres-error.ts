import { AssertionError } from "node:assert/strict";
import { DatabaseError } from "pg";
import { OperatingError } from "../../errors/operating-error.ts";

type Judgement = { readonly what: string; readonly retryable: boolean; readonly hint: string };

const LOGIN: Judgement = {
  what: "the server refuses the user or its password",
  retryable: false,
  hint: "check `state.user` and `state.password`, and the server's pg_hba.conf",
};
const RIGHTS: Judgement = {
  what: "the user may not do that",
  retryable: false,
  hint: "make the user the owner of the database, or grant it CREATE on its schema",
};
const CROWDED: Judgement = {
  what: "the server takes no more connections",
  retryable: true,
  hint: "raise max_connections, or see who holds them",
};
const STOPPED: Judgement = {
  what: "the server ended the connection",
  retryable: true,
  hint: "see in the server's log why; it is tried again",
};
const SLOW: Judgement = {
  what: "a statement or a lock took longer than it may",
  retryable: true,
  hint: "see which session holds it up: SELECT * FROM pg_stat_activity",
};
const STANDBY: Judgement = {
  what: "the server only reads: it is a standby, or was made so",
  retryable: true,
  hint: "wait for its promotion, or name the primary as `state.host`",
};
const FULL: Judgement = {
  what: "the server's disk is full",
  retryable: true,
  hint: "make room on the server",
};
const MEMORY: Judgement = {
  what: "the server's memory is exhausted",
  retryable: true,
  hint: "give the server more, or see what uses it",
};
const DAMAGED: Judgement = {
  what: "the server found its files damaged",
  retryable: false,
  hint: "restore the database from its backup",
};

/**
 * By SQLSTATE, else by its class of two characters
 * (https://www.postgresql.org/docs/current/errcodes-appendix.html); what is absent is our own bug,
 * or a conflict.
 */
const KNOWN: Readonly<Record<string, Judgement>> = {
  "08": STOPPED,
  "28": LOGIN,
  "25006": STANDBY,
  "25P03": SLOW,
  "3D000": {
    what: "there is no such database",
    retryable: false,
    hint: "create it, owned by `state.user`, in the encoding UTF8",
  },
  "42501": RIGHTS,
  "53": CROWDED,
  "53100": FULL,
  "53200": MEMORY,
  "55P03": SLOW,
  "57": STOPPED,
  "57014": SLOW,
  "58": FULL,
  "58030": { what: "the server's disk failed", retryable: true, hint: "check that disk" },
  XX001: DAMAGED,
  XX002: DAMAGED,
};

const UNREACHABLE: Judgement = {
  what: "it cannot be reached, or the connection was lost",
  retryable: true,
  hint: "check that PostgreSQL runs there, `state.host`, `state.port`, and that both speak TLS or not",
};
const UNTRUSTED: Judgement = {
  what: "its certificate cannot be trusted",
  retryable: false,
  hint: "name the authority that signed it as `state.tls.ca`, and the host as the certificate does",
};
/** Node's and OpenSSL's codes for a certificate that was refused. */
const UNTRUSTED_CODES = /^(ERR_TLS_CERT|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;

/**
 * An `OperatingError` by SQLSTATE for what server, disk and rights did to a statement, and for a
 * connection that failed; what is our own bug, and a conflict of transactions, come back as they
 * are. `where` names the server and the database.
 */
export function postgresError(where: string, cause: unknown): unknown {
  const judgement = judge(cause);
  if (!judgement) return cause;
  const { what, retryable, hint } = judgement;
  return new OperatingError(`Cannot use ${where} as ${what}`, { retryable, hint, cause });
}

function judge(cause: unknown): Judgement | undefined {
  if (cause instanceof DatabaseError) {
    const code = cause.code ?? "";
    return KNOWN[code] ?? KNOWN[code.slice(0, 2)];
  }
  if (cause instanceof OperatingError || cause instanceof AssertionError) return undefined;
  if (cause instanceof TypeError || cause instanceof RangeError) return undefined;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  return UNTRUSTED_CODES.test(code) ? UNTRUSTED : UNREACHABLE;
}
