import type { StateTransaction } from "../../platform/state/state-store.ts";
import type { Principal } from "../../schemas/access.ts";
import { countSessions } from "./session-rows.ts";
import { isValidToken, listTokens, revokeToken, type TokenRow } from "./token-rows.ts";

type Scope = Pick<Principal, "tenants">;

/** Whether all that a token is for lies within what somebody sees. */
export function isWithinScope({ tenants }: Scope, { tenants: seen }: Scope): boolean {
  if (seen === null) return true;
  return tenants?.every((tenant) => seen.includes(tenant)) ?? false;
}

/** A token with how many browsers it signed in. */
export type ManagedToken = TokenRow & { readonly sessions: number };

/**
 * The tokens that are somebody's to manage, those that have ended too: the newest first, and of
 * one instant the last name.
 */
export async function listManaged(
  transaction: StateTransaction,
  by: Scope,
  nowMs: number,
): Promise<readonly ManagedToken[]> {
  const tokens = await listTokens(transaction);
  const sessions = await countSessions(transaction, nowMs);
  return tokens
    .filter(({ principal }) => isWithinScope(principal, by))
    .map((token) => ({ ...token, sessions: sessions.get(token.sha256) ?? 0 }))
    .toSorted(
      (a, b) => b.createdAtMs - a.createdAtMs || (a.principal.name < b.principal.name ? 1 : -1),
    );
}

/** Takes a token away from those that are somebody's to manage, unless nobody could manage then. */
export async function takeAway(
  transaction: StateTransaction,
  { name, by }: { readonly name: string; readonly by: Principal },
  nowMs: number,
): Promise<TokenRow | "not there" | "last admin"> {
  const valid = (await listTokens(transaction)).filter((token) => isValidToken(token, nowMs));
  const token = valid.find(({ principal }) => principal.name === name);
  if (!token || !isWithinScope(token.principal, by)) return "not there";
  const isAdmin = token.principal.role === "admin";
  if (isAdmin && !valid.some((other) => other !== token && standsInFor(other, token)))
    return "last admin";
  await revokeToken(transaction, { name, by: by.name }, nowMs);
  return { ...token, revokedAtMs: nowMs, revokedBy: by.name };
}

/** Whether who has it manages all that the other does, for as long. */
function standsInFor(token: TokenRow, other: TokenRow): boolean {
  const endsAtMs = ({ expiresAtMs }: TokenRow) => expiresAtMs ?? Number.POSITIVE_INFINITY;
  return (
    token.principal.role === "admin" &&
    isWithinScope(other.principal, token.principal) &&
    endsAtMs(token) >= endsAtMs(other)
  );
}
