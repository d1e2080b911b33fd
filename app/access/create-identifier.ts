import type { FastifyRequest } from "fastify";
import type { Clock } from "../../platform/clock/clock.ts";
import type { StateStore, StateTransaction } from "../../platform/state/state-store.ts";
import { ANONYMOUS_NAME, type Principal, type Role } from "../../schemas/access.ts";
import type { VIAS } from "../../schemas/audit.ts";
import { csrfOf, hashSecret, makeSecret } from "./access-secret.ts";
import type { OwnHosts } from "./own-hosts.ts";
import { takeSession } from "./session-rows.ts";
import { type TokenRow, takeToken } from "./token-rows.ts";

const BEARER = /^Bearer +([\x21-\x7e]{1,256})$/i;

/** Somebody who asks over HTTP, known or let in without a name. */
export type Asker = {
  readonly principal: Principal;
  readonly via: (typeof VIAS)[number];
  /** What changes have to show beside; null where a bearer token does already. */
  readonly csrf: string | null;
  readonly expiresAtMs: number | null;
};

/** Why nobody is known, as a hint to who asks. */
export type Unknown = { readonly principal: null; readonly hint: string };

const TOKEN_HINT = "Show a token: `vigie access add NAME --role viewer` makes one.";
const WRONG_HINT =
  "It has ended, was revoked, or is none: `vigie access list` shows which are valid.";
const NAME_HINT =
  "Without a token ask for it as 127.0.0.1 or by the name in listen.publicUrl, or show a token.";
const PROXY_HINT = "A proxy sent this: say listen.behindProxy: true, and show a token.";

type Options = {
  readonly state: StateStore;
  readonly clock: Clock;
  readonly hosts: OwnHosts;
  readonly cookieName: string;
  /** As what who shows nothing is let in; null for not at all. */
  readonly anonymous: Role | null;
  readonly isBehindProxy: boolean;
};

/**
 * Asks the state who sends a request: by its bearer token, which is never passed over where it is
 * wrong; by its session's cookie; or without either. Rejects with `OperatingError` where the state
 * does not answer.
 */
export function createIdentifier(
  options: Options,
): (request: FastifyRequest) => Promise<Asker | Unknown> {
  const { state, clock, cookieName } = options;
  const anonymousCsrf = csrfOf(makeSecret());
  // A use that is forgotten by a power cut is no loss.
  const ask = <T>(work: (transaction: StateTransaction) => Promise<T>) =>
    state.transact(work, { mayBeLost: true });

  return async (request) => {
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      const secret = BEARER.exec(authorization)?.[1];
      if (secret === undefined) return { principal: null, hint: TOKEN_HINT };
      const token = await ask((state) => takeToken(state, hashSecret(secret), clock.nowMs()));
      return token ? askerOf(token, null) : { principal: null, hint: WRONG_HINT };
    }
    const cookie = request.cookies[cookieName];
    if (cookie !== undefined) {
      const session = await ask((state) => takeSession(state, cookie, clock.nowMs()));
      const csrf = csrfOf(cookie);
      if (session) {
        const { token, expiresAtMs } = session;
        return { ...askerOf(token, csrf), via: "session", expiresAtMs };
      }
    }
    return nobody(request, options) ?? anonymousAsker(options.anonymous, anonymousCsrf);
  };
}

function askerOf({ principal, expiresAtMs }: TokenRow, csrf: string | null): Asker {
  return { principal, via: "token", csrf, expiresAtMs };
}

function anonymousAsker(role: Role | null, csrf: string): Asker | Unknown {
  if (role === null) return { principal: null, hint: TOKEN_HINT };
  const principal = { name: ANONYMOUS_NAME, role, tenants: null };
  return { principal, via: "anonymous", csrf, expiresAtMs: null };
}

/** Why a request without a name is not let in, where it is for how it reached us. */
function nobody(
  { headers, raw }: FastifyRequest,
  { anonymous, hosts, isBehindProxy }: Options,
): Unknown | null {
  if (anonymous === null) return null;
  // A proxy that nobody told us of: whom it lets through is not this machine's people alone.
  const isForwarded = headers["x-forwarded-for"] ?? headers.forwarded ?? headers.via;
  if (isForwarded !== undefined && !isBehindProxy) return { principal: null, hint: PROXY_HINT };
  // No browser speaks it; nginx does by default, and names neither itself nor whom it lets through.
  if (raw.httpVersion === "1.0" && !isBehindProxy) return { principal: null, hint: PROXY_HINT };
  return hosts.isOurs(headers) ? null : { principal: null, hint: NAME_HINT };
}
