import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Guard } from "../../schemas/guard.ts";
import type { RefusalCode } from "../../schemas/refusal-code.ts";
import { NamingError } from "../commands/naming-error.ts";
import { SESSION_HEADS } from "./access/session-heads.ts";
import type { ApiGround } from "./api-ground.ts";
import { describeApi } from "./describe-api.ts";
import { Refusal } from "./refusal.ts";
import { API_PREFIX, type ApiFile, defineRoute, type Route, type RouteHead } from "./route.ts";
import { ROUTES } from "./routes.ts";

const BODY_BYTES_MAX = 65_536;
const RETRY_AFTER_SECONDS = 5;

/** What is answered is data: it is never run, embedded or kept. */
const HEADERS = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;

/** `GET /api/v1/openapi.json`: what the API is. */
const DESCRIPTION = defineRoute({
  ...{ method: "GET", path: "/openapi.json", right: "read", tag: "api" },
  summary: "This description of the API",
  answer: z.record(z.string(), z.json()),
  handle: async () => described,
});

/** Every route of the API but those of sessions. */
export const API_ROUTES: readonly Route[] = [...ROUTES, DESCRIPTION];

/** All that is served below `API_PREFIX`. */
export const API_HEADS: readonly RouteHead[] = [...API_ROUTES, ...SESSION_HEADS];

const described = describeApi(API_HEADS);

/** Serves the API below `API_PREFIX`. */
export function registerApi(app: FastifyInstance, guard: Guard, ground: ApiGround): void {
  app.register(
    async (scope) => {
      scope.addHook("onRequest", async (_, reply) => void reply.headers(HEADERS));
      scope.setErrorHandler<FastifyError>((error, request, reply) => refuse(error, request, reply));
      scope.setNotFoundHandler((_, reply) =>
        reply.code(404).send({
          ...{ code: "not-found", error: "The API has no such route", hint: "See openapi.json." },
        }),
      );
      for (const route of API_ROUTES) addRoute(scope, route, { guard, ground });
    },
    { prefix: API_PREFIX },
  );
}

type Parts = { readonly guard: Guard; readonly ground: ApiGround };

function addRoute(scope: FastifyInstance, route: Route, { guard, ground }: Parts): void {
  const { method, path: url, right, isWhole, answer, status } = route;
  scope.route({
    ...{ method, url, bodyLimit: BODY_BYTES_MAX, preHandler: guard.requires(right) },
    handler: async (request, reply) => {
      const principal = guard.principal(request);
      if (isWhole && principal.tenants !== null)
        throw new Refusal("all-tenants-only", "This is about all tenants together", {
          hint: "Ask somebody who sees all.",
        });
      const { params, query, body } = request;
      const about: Parameters<Route["handle"]>[0]["about"] = (subject) =>
        guard.about(request, subject);
      const nowMs = ground.clock.nowMs();
      const answered = await route.handle({ principal, params, query, body, nowMs, about }, ground);
      reply.code(status);
      if (answer.kind === "json") return answered;
      // What is no JSON is a file.
      return sendFile(reply, answered as ApiFile);
    },
  });
}

function sendFile(reply: FastifyReply, { name, type, bytes }: ApiFile): FastifyReply {
  reply.header("content-disposition", `attachment; filename="${name}"`).type(type);
  return reply.send(bytes);
}

function refuse(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, code, hint, subject, message } = toRefusal(error);
  if (status === 503) reply.header("retry-after", RETRY_AFTER_SECONDS);
  if (status >= 500) request.log.warn({ err: error }, "Cannot answer the API");
  return reply.code(status).send({
    ...{ code, error: message },
    ...(hint && { hint }),
    ...(subject && { subject }),
  });
}

/** What each kind of error is over HTTP; of our own faults nothing is told but that. */
function toRefusal(error: FastifyError): {
  readonly status: number;
  readonly code: RefusalCode;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly subject?: string | undefined;
} {
  if (error instanceof Refusal) return error;
  const { message } = error;
  if (error instanceof NamingError)
    return { status: 400, code: "bad-request", message, hint: error.hint };
  if (error instanceof OperatingError)
    return { status: 503, code: "unavailable", message, hint: error.hint };
  const { statusCode } = error;
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return { status: statusCode, code: "bad-request", message };
  return {
    ...({ status: 500, code: "own-fault" } as const),
    ...{ message: "Vigie failed at this", hint: "Its log says how." },
  };
}
