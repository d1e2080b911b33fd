import rateLimit from "@fastify/rate-limit";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Clock } from "../../platform/clock/clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { StateStore } from "../../platform/state/state-store.ts";
import { RIGHTS_OF } from "../../schemas/access.ts";
import type { Guard } from "../../schemas/guard.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { type RefusalCode, STATUS_OF_REFUSAL } from "../../schemas/refusal-code.ts";
import { type SessionJson, signInSchema } from "../../schemas/session.ts";
import { csrfOf, hashSecret } from "./access-secret.ts";
import type { AskerBook } from "./asker-book.ts";
import type { Audit } from "./create-audit.ts";
import type { Asker } from "./create-identifier.ts";
import { beginSession, endSession, type NewSession } from "./session-rows.ts";
import { takeToken } from "./token-rows.ts";

const ROUTE = "/api/v1/session";
const MINUTE_MS = 60_000;
/** From one address of IPv4, or one /64 of IPv6. */
const SIGN_INS_PER_MINUTE_MAX = 10;
const BODY_BYTES_MAX = 4_096;
const RETRY_AFTER_SECONDS = 5;

const ORIGIN_HINT = "Sign in on Vigie's own page; listen.publicUrl names it behind a proxy.";
const TOKEN_HINT =
  "It has ended, was revoked, or is none: `vigie access list` shows which are valid.";

type Options = {
  readonly state: StateStore;
  readonly clock: Clock;
  readonly cookieName: string;
  /** Whether browsers reach us by TLS alone. */
  readonly isSecure: boolean;
  readonly isOwnOrigin: (request: FastifyRequest) => boolean;
  readonly book: AskerBook;
  readonly audit: Audit;
  readonly guard: Guard;
};

/**
 * `/api/v1/session`: GET says who asks, POST signs a browser in with `{token}`, DELETE signs it
 * out.
 */
export function registerSession(app: FastifyInstance, options: Options): void {
  const { state, clock, book, guard, audit, cookieName, isSecure } = options;
  const cookie = { path: "/", httpOnly: true, sameSite: "strict", secure: isSecure } as const;

  app.register(async (scope) => {
    scope.addHook("onRequest", async (_, reply) => void reply.header("cache-control", "no-store"));
    scope.setErrorHandler(answerError);
    await scope.register(rateLimit, { global: false });

    scope.get(ROUTE, { preHandler: guard.requires("read") }, async (request) =>
      toJson(book.known(request)),
    );

    const rate = { max: SIGN_INS_PER_MINUTE_MAX, timeWindow: MINUTE_MS };
    const post = { bodyLimit: BODY_BYTES_MAX, config: { isOpen: true, rateLimit: rate } };
    scope.post(ROUTE, post, async (request, reply) => {
      if (!options.isOwnOrigin(request))
        return refuse(reply, "forged", "Another site's page sent this.", ORIGIN_HINT);
      const body = signInSchema.safeParse(request.body);
      if (!body.success) return refuse(reply, "bad-request", "Send {token} as JSON.");
      const session = await signIn(request, body.data.token, options);
      if (session === null)
        return refuse(reply, "wrong-token", "This token lets nobody in.", TOKEN_HINT);
      const { secret, token, expiresAtMs } = session;
      const maxAge = Math.floor((expiresAtMs - clock.nowMs()) / 1_000);
      reply.setCookie(cookieName, secret, { ...cookie, maxAge });
      const csrf = csrfOf(secret);
      return toJson({ principal: token.principal, via: "session", csrf, expiresAtMs });
    });

    /** Who has no session has none to end: there is nothing to write of it. */
    const passBy = async (request: FastifyRequest, reply: FastifyReply) => {
      if (book.peek(request)?.via === "session") return undefined;
      audit.leaveOut(request);
      return reply.clearCookie(cookieName, cookie).code(204).send();
    };
    const leaving = { preHandler: [passBy, guard.requires("read")] };
    scope.delete(ROUTE, leaving, async (request, reply) => {
      const secret = request.cookies[cookieName];
      if (secret !== undefined) await state.transact((rows) => endSession(rows, secret));
      return reply.clearCookie(cookieName, cookie).code(204).send();
    });
  });
}

/** A new session in place of the browser's old one; null where the token lets nobody in. */
async function signIn(
  request: FastifyRequest,
  shown: string,
  { state, clock, cookieName, book, audit }: Options,
): Promise<NewSession | null> {
  const token = await state.transact((rows) => takeToken(rows, hashSecret(shown), clock.nowMs()));
  if (token === null) return null;
  const { principal, expiresAtMs } = token;
  const asker: Asker = { principal, via: "token", csrf: null, expiresAtMs };
  book.note(request, asker);
  await audit.begin(request, asker);
  const old = request.cookies[cookieName];
  return state.transact(async (rows) => {
    if (old !== undefined) await endSession(rows, old);
    return beginSession(rows, token, clock.nowMs());
  });
}

function toJson({ principal, via, csrf, expiresAtMs }: Asker): SessionJson {
  return {
    ...principal,
    rights: [...RIGHTS_OF[principal.role]],
    isAnonymous: via === "anonymous",
    csrf,
    expiresAt: expiresAtMs === null ? null : instantToJson(expiresAtMs),
  };
}

/** Nothing of the body, which has a token, is told or logged. */
async function answerError(
  error: FastifyError | OperatingError,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  if (error instanceof OperatingError) {
    request.log.error({ err: error }, "Nobody can sign in or out now");
    reply.header("retry-after", RETRY_AFTER_SECONDS);
    return refuse(reply, "unavailable", "Nobody can sign in or out now.", error.hint);
  }
  const status = error.statusCode ?? 500;
  if (status === 429)
    return refuse(reply, "too-many-tries", "Too many tries from here.", "Wait a minute.");
  if (status < 500)
    return reply.code(status).send({ code: "bad-request", error: "Send {token} as JSON." });
  request.log.error({ err: error }, "A request failed by our own fault");
  return refuse(reply, "own-fault", "This is our own fault, and is logged.");
}

function refuse(
  reply: FastifyReply,
  code: RefusalCode,
  error: string,
  hint?: string,
): FastifyReply {
  const status = STATUS_OF_REFUSAL[code];
  if (status === 401) reply.header("www-authenticate", "Bearer");
  return reply.code(status).send({ code, error, ...(hint && { hint }) });
}
