import { z } from "zod";
import type { StateTransaction } from "../../platform/state/state-store.ts";
import { hashSecret, makeSecret } from "./access-secret.ts";
import { type TokenRow, takeToken } from "./token-rows.ts";

const SESSION_MS = 12 * 3_600_000;
/** Of one token; the oldest goes for a new one. */
const SESSIONS_MAX = 100;

export type Session = {
  readonly token: TokenRow;
  readonly expiresAtMs: number;
};

/** Once, with what its cookie holds. */
export type NewSession = Session & { readonly secret: string };

const sessionRowSchema = z.object({ token_sha256: z.string(), expires_at_ms: z.number() });

/** Begins a session of a valid token; it ends after twelve hours, and with its token. */
export async function beginSession(
  { all, run }: StateTransaction,
  token: TokenRow,
  nowMs: number,
): Promise<NewSession> {
  const secret = makeSecret();
  const expiresAtMs = Math.min(nowMs + SESSION_MS, token.expiresAtMs ?? Number.POSITIVE_INFINITY);
  await run("DELETE FROM access_sessions WHERE expires_at_ms <= ?", nowMs);
  const older = await all(
    `SELECT sha256 FROM access_sessions WHERE token_sha256 = ?
     ORDER BY created_at_ms DESC, sha256 LIMIT 1 OFFSET ?`,
    ...[token.sha256, SESSIONS_MAX - 1],
  );
  for (const { sha256 = null } of older)
    await run("DELETE FROM access_sessions WHERE sha256 = ?", sha256);
  await run(
    `INSERT INTO access_sessions (sha256, token_sha256, created_at_ms, expires_at_ms)
     VALUES (?, ?, ?, ?)`,
    ...[hashSecret(secret), token.sha256, nowMs, expiresAtMs],
  );
  return { token, expiresAtMs, secret };
}

/** The session that a cookie's secret names, if it and its token still hold. */
export async function takeSession(
  transaction: StateTransaction,
  secret: string,
  nowMs: number,
): Promise<Session | null> {
  const [row] = await transaction.all(
    "SELECT token_sha256, expires_at_ms FROM access_sessions WHERE sha256 = ?",
    hashSecret(secret),
  );
  if (!row) return null;
  const { token_sha256, expires_at_ms } = sessionRowSchema.parse(row);
  if (nowMs >= expires_at_ms) return null;
  const token = await takeToken(transaction, token_sha256, nowMs);
  return token && { token, expiresAtMs: expires_at_ms };
}

export async function endSession({ run }: StateTransaction, secret: string): Promise<void> {
  await run("DELETE FROM access_sessions WHERE sha256 = ?", hashSecret(secret));
}

/** How many sessions each token has that hold yet, by the token's hash. */
export async function countSessions(
  { all }: StateTransaction,
  nowMs: number,
): Promise<ReadonlyMap<string, number>> {
  const rows = await all(
    `SELECT token_sha256, COUNT(*) AS sessions FROM access_sessions
     WHERE expires_at_ms > ? GROUP BY token_sha256`,
    nowMs,
  );
  return new Map(
    rows.map((row) => [String(row["token_sha256"]), Number(row["sessions"])] as const),
  );
}
