import assert from "node:assert/strict";
import rateLimit from "@fastify/rate-limit";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import { NO_TELEMETRY, type Telemetry } from "../../platform/telemetry/telemetry.ts";
import type { Acceptance, Acceptor } from "../accept/acceptance.ts";
import { createHolding } from "./create-holding.ts";
import { createRequestTraces } from "./create-request-traces.ts";
import { findToken, type Token } from "./find-token.ts";
import {
  chooseReader,
  EVENTS_PER_REQUEST_MAX,
  LINES_PER_REQUEST_MAX,
  MEDIA_TYPES,
} from "./read-request.ts";

const ROUTE = "/v1/events";
const MINUTE_MS = 60_000;
const RETRY_AFTER_SECONDS = 5;
const BOUND = `${EVENTS_PER_REQUEST_MAX} events, on ${LINES_PER_REQUEST_MAX} lines`;

type Options = {
  readonly accept: Acceptor["accept"];
  readonly tokens: readonly Token[];
  readonly limits: { readonly bodyBytesMax: number; readonly requestsPerMinuteMax: number };
  readonly telemetry?: Telemetry;
};

/**
 * `POST /v1/events`. The answer comes when all is durable: `{accepted, duplicate, rejected:
 * [{index, position, fault, reason}]}` with 202 where nothing was rejected, 207 where some was,
 * 422 where all was, 403 where all was what the token may not say. Every other answer is `{error,
 * hint?}`: 401, 413, 415, 429, and 503 with `Retry-After` when nothing could be written.
 */
export async function registerIntake(app: FastifyInstance, options: Options): Promise<void> {
  const { accept, tokens, limits, telemetry = NO_TELEMETRY } = options;
  const senders = new WeakMap<FastifyRequest, Token>();
  const traces = createRequestTraces(telemetry, ROUTE);
  const hold = createHolding(limits);

  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) =>
      done(null, body),
    );
    scope.setErrorHandler((error: FastifyError | OperatingError, request, reply) =>
      traces.within(request, () => answerError(error, request, reply)),
    );
    scope.addHook("onResponse", async (request, reply) => traces.end(request, reply));
    scope.addHook("onRequest", async (request, reply) => {
      const token = findToken(request.headers.authorization, tokens);
      if (!token) return refuse(reply, 401, "A known bearer token is needed.");
      senders.set(request, token);
      traces.begin(request);
    });
    scope.addHook("preParsing", async (request, reply) =>
      hold(request, reply, senders.get(request)?.name ?? ""),
    );
    await scope.register(rateLimit, {
      max: limits.requestsPerMinuteMax,
      timeWindow: MINUTE_MS,
      keyGenerator: (request) => senders.get(request)?.name ?? "",
    });

    scope.post(ROUTE, { bodyLimit: limits.bodyBytesMax }, async (request, reply) => {
      const token = senders.get(request);
      assert(token);
      const read = chooseReader(request.headers);
      if (!read) return refuse(reply, 415, `Send ${MEDIA_TYPES.join(", or ")}.`);
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const items = await read(body, request.headers, `token ${token.name}`);
      if (!items) return refuse(reply, 413, `Send at most ${BOUND} in a request.`);
      const acceptance = await traces.within(request, () => accept(items, token));
      return reply.code(statusOf(acceptance)).send(toAnswer(acceptance));
    });
  });
}

function statusOf({ accepted, duplicate, rejected }: Acceptance): number {
  if (rejected.length === 0) return 202;
  if (accepted + duplicate > 0) return 207;
  return rejected.every(({ fault }) => fault.endsWith("-refused")) ? 403 : 422;
}

function toAnswer({ accepted, duplicate, rejected }: Acceptance) {
  const told = rejected.map(({ index, position, fault, reason }) => ({
    index,
    position,
    fault,
    reason,
  }));
  return { accepted, duplicate, rejected: told };
}

async function refuse(reply: FastifyReply, status: number, error: string) {
  if (status === 401) reply.header("www-authenticate", "Bearer");
  return reply.code(status).send({ error });
}

async function answerError(
  error: FastifyError | OperatingError,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  if (error instanceof OperatingError) {
    request.log.error({ err: error }, "Events could not be taken");
    if (error.retryable) reply.header("retry-after", RETRY_AFTER_SECONDS);
    const again = error.retryable ? ": send them all again." : ".";
    const answer = { error: `Not all of these events were written${again}`, hint: error.hint };
    return reply.code(error.retryable ? 503 : 500).send(answer);
  }
  if (error.statusCode !== undefined && error.statusCode < 500) {
    return refuse(reply, error.statusCode, error.message);
  }
  request.log.error({ err: error }, "A request failed by our own fault");
  return refuse(reply, 500, "This is our own fault, and is logged.");
}
