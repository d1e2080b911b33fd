import { z } from "zod";
import type { StateTransaction } from "../../platform/state/state-store.ts";
import { type Principal, principalSchema, type Role } from "../../schemas/access.ts";

export const TOKEN_STATES = ["valid", "revoked", "expired"] as const;
const MINUTE_MS = 60_000;

/** What is kept of a token. */
export type TokenRow = {
  readonly principal: Principal;
  readonly sha256: string;
  readonly createdAtMs: number;
  readonly createdBy: string;
  /** Null where it does not end by itself. */
  readonly expiresAtMs: number | null;
  readonly revokedAtMs: number | null;
  readonly revokedBy: string | null;
  /** To the minute. */
  readonly usedAtMs: number | null;
};

const COLUMNS = [
  ...["sha256", "name", "role", "tenants", "created_at_ms", "created_by", "expires_at_ms"],
  ...["revoked_at_ms", "revoked_by", "used_at_ms"],
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

export type NewToken = {
  readonly name: string;
  readonly role: Role;
  readonly tenants: readonly string[] | null;
  readonly sha256: string;
  readonly expiresAtMs: number | null;
  /** Who gives it. */
  readonly by: string;
};

/** False where a valid token has that name. */
export async function addToken(
  transaction: StateTransaction,
  { name, role, tenants, sha256, expiresAtMs, by }: NewToken,
  nowMs: number,
): Promise<boolean> {
  if (await findValidToken(transaction, name, nowMs)) return false;
  await transaction.run(
    `INSERT INTO access_tokens
       (sha256, name, role, tenants, created_at_ms, created_by, expires_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ...[sha256, name, role, tenants && JSON.stringify(tenants), nowMs, by, expiresAtMs],
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
  { all, run }: StateTransaction,
  sha256: string,
  nowMs: number,
): Promise<TokenRow | null> {
  const [row] = await all(`SELECT ${COLUMNS} FROM access_tokens WHERE sha256 = ?`, sha256);
  const token = row ? tokenRowSchema.parse(row) : null;
  if (token === null || !isValidToken(token, nowMs)) return null;
  if (token.usedAtMs === null || nowMs - token.usedAtMs >= MINUTE_MS)
    await run("UPDATE access_tokens SET used_at_ms = ? WHERE sha256 = ?", nowMs, sha256);
  return token;
}

async function findValidToken(transaction: StateTransaction, name: string, nowMs: number) {
  const rows = await transaction.all(
    `SELECT ${COLUMNS} FROM access_tokens WHERE name = ? AND revoked_at_ms IS NULL`,
    name,
  );
  return rows.map((row) => tokenRowSchema.parse(row)).find((token) => isValidToken(token, nowMs));
}
