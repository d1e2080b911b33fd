import { z } from "zod";
import type { StateTransaction } from "../../platform/state/state-store.ts";
import { type Principal, principalSchema, type Role } from "../../schemas/access.ts";
import { KEPT_MS } from "./audit-rows.ts";

export const TOKEN_STATES = ["valid", "revoked", "expired"] as const;
const MINUTE_MS = 60_000;
/** A token was given by another, and so on, to whoever was given theirs on the command line. */
const GIVERS_MAX = 100;

/** What is kept of a token. */
export type TokenRow = {
  readonly principal: Principal;
  readonly sha256: string;
  readonly createdAtMs: number;
  readonly createdBy: string;
  /** Over HTTP: the hash of the token by which it was given, or a name; else null. */
  readonly givenBy: string | null;
  /** Null where it does not end by itself. */
  readonly expiresAtMs: number | null;
  readonly revokedAtMs: number | null;
  readonly revokedBy: string | null;
  /** To the minute. */
  readonly usedAtMs: number | null;
};

const COLUMNS = [
  ...["sha256", "name", "role", "tenants", "created_at_ms", "created_by", "given_by"],
  ...["expires_at_ms", "revoked_at_ms", "revoked_by", "used_at_ms"],
].join(", ");

const atMs = z.number().nullable();

const tokenRowSchema = z
  .object({
    sha256: z.string(),
    name: z.string(),
    role: z.string(),
    tenants: z.string().nullable(),
    created_at_ms: z.number(),
    created_by: z.string(),
    given_by: z.string().nullable(),
    expires_at_ms: atMs,
    revoked_at_ms: atMs,
    revoked_by: z.string().nullable(),
    used_at_ms: atMs,
  })
  .transform(
    (row): TokenRow => ({
      principal: principalSchema.parse({
        name: row.name,
        role: row.role,
        tenants: row.tenants === null ? null : JSON.parse(row.tenants),
      }),
      sha256: row.sha256,
      createdAtMs: row.created_at_ms,
      createdBy: row.created_by,
      givenBy: row.given_by,
      expiresAtMs: row.expires_at_ms,
      revokedAtMs: row.revoked_at_ms,
      revokedBy: row.revoked_by,
      usedAtMs: row.used_at_ms,
    }),
  );

/** Whether it lets anybody in. */
export function isValidToken({ revokedAtMs, expiresAtMs }: TokenRow, nowMs: number): boolean {
  return revokedAtMs === null && (expiresAtMs === null || nowMs < expiresAtMs);
}

export function stateOfToken(token: TokenRow, nowMs: number): (typeof TOKEN_STATES)[number] {
  if (isValidToken(token, nowMs)) return "valid";
  return token.revokedAtMs === null ? "expired" : "revoked";
}

/** All tokens, those that let nobody in any more too, in the order in which they were made. */
export async function listTokens({ all }: StateTransaction): Promise<readonly TokenRow[]> {
  const rows = await all(`SELECT ${COLUMNS} FROM access_tokens ORDER BY created_at_ms, name`);
  return rows.map((row) => tokenRowSchema.parse(row));
}

/** Those that were not revoked, ended or not. */
export async function listUnrevoked({ all }: StateTransaction): Promise<readonly TokenRow[]> {
  const rows = await all(`SELECT ${COLUMNS} FROM access_tokens WHERE revoked_at_ms IS NULL`);
  return rows.map((row) => tokenRowSchema.parse(row));
}

export type NewToken = {
  readonly name: string;
  readonly role: Role;
  readonly tenants: readonly string[] | null;
  readonly sha256: string;
  readonly expiresAtMs: number | null;
  /** Who gives it. */
  readonly by: string;
  /** Over HTTP: the token by which, or who has none. */
  readonly givenBy?: string;
};

/** False where a valid token has that name. Those that ended before the audit began are let go. */
export async function addToken(
  transaction: StateTransaction,
  { name, role, tenants, sha256, expiresAtMs, by, givenBy }: NewToken,
  nowMs: number,
): Promise<boolean> {
  if (await findValidToken(transaction, name, nowMs)) return false;
  await transaction.run(
    "DELETE FROM access_tokens WHERE revoked_at_ms < ? OR expires_at_ms < ?",
    ...[nowMs - KEPT_MS, nowMs - KEPT_MS],
  );
  await transaction.run(
    `INSERT INTO access_tokens
       (sha256, name, role, tenants, created_at_ms, created_by, given_by, expires_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[sha256, name, role, tenants && JSON.stringify(tenants), nowMs, by],
    ...[givenBy ?? null, expiresAtMs],
  );
  return true;
}

/** Ends a token, and its sessions; false where no valid one has that name. */
export async function revokeToken(
  transaction: StateTransaction,
  { name, by }: { readonly name: string; readonly by: string },
  nowMs: number,
): Promise<boolean> {
  const token = await findValidToken(transaction, name, nowMs);
  if (!token) return false;
  const { run } = transaction;
  await run(
    "UPDATE access_tokens SET revoked_at_ms = ?, revoked_by = ? WHERE sha256 = ?",
    ...[nowMs, by, token.sha256],
  );
  await run("DELETE FROM access_sessions WHERE token_sha256 = ?", token.sha256);
  return true;
}

/** The valid token with that hash, whose use is remembered; null where there is none. */
export async function takeToken(
  transaction: StateTransaction,
  sha256: string,
  nowMs: number,
): Promise<TokenRow | null> {
  const token = await findToken(transaction, sha256);
  if (token === null || !isValidToken(token, nowMs)) return null;
  if (token.usedAtMs === null || nowMs - token.usedAtMs >= MINUTE_MS)
    await transaction.run(
      "UPDATE access_tokens SET used_at_ms = ? WHERE sha256 = ?",
      nowMs,
      sha256,
    );
  return token;
}

/**
 * By whom over HTTP somebody's token was given, by whom theirs, and so on; what was given on the
 * command line has no such giver.
 */
export async function readGivers(
  transaction: StateTransaction,
  name: string,
  nowMs: number,
): Promise<readonly string[]> {
  const givers: string[] = [];
  let token = await findValidToken(transaction, name, nowMs);
  while (token && token.givenBy !== null && givers.length < GIVERS_MAX) {
    givers.push(token.createdBy);
    token = await findToken(transaction, token.givenBy);
  }
  return givers;
}

/** The token by which somebody asks; null where it has ended, or they show none. */
export async function findValidToken(
  transaction: StateTransaction,
  name: string,
  nowMs: number,
): Promise<TokenRow | null> {
  const rows = await transaction.all(
    `SELECT ${COLUMNS} FROM access_tokens WHERE name = ? AND revoked_at_ms IS NULL`,
    name,
  );
  return (
    rows.map((row) => tokenRowSchema.parse(row)).find((one) => isValidToken(one, nowMs)) ?? null
  );
}

async function findToken({ all }: StateTransaction, sha256: string): Promise<TokenRow | null> {
  const [row] = await all(`SELECT ${COLUMNS} FROM access_tokens WHERE sha256 = ?`, sha256);
  return row ? tokenRowSchema.parse(row) : null;
}
