import type { StateTransaction } from "../../platform/state/state-store.ts";
import { ANONYMOUS_NAME, type Principal } from "../../schemas/access.ts";
import { countSessions } from "./session-rows.ts";
import {
  addToken,
  findValidToken,
  isValidToken,
  listTokens,
  listUnrevoked,
  type NewToken,
  revokeToken,
  type TokenRow,
} from "./token-rows.ts";

/** Valid at once, of those that an admin of some tenants manages. */
const VALID_MAX = 1_000;

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

type Gift = Omit<NewToken, "by" | "givenBy"> & { readonly by: Principal };

/**
 * Gives a token of those that are somebody's to manage: none that outlives the giver's, nor more
 * than there may be.
 */
export async function giveToken(
  transaction: StateTransaction,
  { by, ...token }: Gift,
  nowMs: number,
): Promise<TokenRow | "outlives" | "too many" | "name taken" | "ended"> {
  const own = await findValidToken(transaction, by.name, nowMs);
  if (own === null && by.name !== ANONYMOUS_NAME) return "ended";
  const endsAtMs = own?.expiresAtMs ?? Number.POSITIVE_INFINITY;
  if ((token.expiresAtMs ?? Number.POSITIVE_INFINITY) > endsAtMs) return "outlives";
  if (by.tenants !== null) {
    const valid = (await listUnrevoked(transaction)).filter((one) => isValidToken(one, nowMs));
    const managed = valid.filter(({ principal }) => isWithinScope(principal, by));
    if (managed.length >= VALID_MAX) return "too many";
  }
  const givenBy = own?.sha256 ?? by.name;
  if (!(await addToken(transaction, { ...token, by: by.name, givenBy }, nowMs)))
    return "name taken";
  const { name, role, tenants, sha256, expiresAtMs } = token;
  return {
    principal: { name, role, tenants: tenants && [...tenants] },
    ...{ sha256, expiresAtMs, givenBy },
    ...{ createdAtMs: nowMs, createdBy: by.name },
    ...{ revokedAtMs: null, revokedBy: null, usedAtMs: null },
  };
}

/** Takes a token away from those that are somebody's to manage, unless nobody could manage then. */
export async function takeAway(
  transaction: StateTransaction,
  { name, by }: { readonly name: string; readonly by: Principal },
  nowMs: number,
): Promise<TokenRow | "not there" | "last admin"> {
  const valid = (await listUnrevoked(transaction)).filter((token) => isValidToken(token, nowMs));
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
