import fastify, { type FastifyInstance } from "fastify";
import type { Logger } from "../../platform/logger/create-logger.ts";
import type { Certificate } from "./read-certificate.ts";

/** Names have 512 characters, of at most nine in an address each. */
const PARAMETER_CHARACTERS_MAX = 512 * 9;
/** Where a route has no bound of its own, or there is none. */
const BODY_BYTES_MAX = 65_536;
/** For all of a request: 16 MiB, as the intake takes them, come over a line of 2 Mbit/s. */
const REQUEST_MS_MAX = 120_000;

const NOT_FOUND = {
  code: "not-found",
  error: "Nothing is served there.",
  hint: "Events go to POST /v1/events; the rest of the API lies below /api/v1.",
} as const;

type Options = {
  readonly logger: Logger;
  /** Absent where it speaks in the clear, as on loopback or to a proxy. */
  readonly certificate?: Certificate | undefined;
  /** Whether what the one proxy before it says of who asks is believed; not, unless said. */
  readonly isBehindProxy?: boolean | undefined;
};

/** The one HTTP server of a process, without routes: intake, board and health hang theirs on it. */
export function createServer(options: Options): FastifyInstance {
  const { logger, certificate, isBehindProxy = false } = options;
  const app = fastify({
    loggerInstance: logger.child({ stage: "http" }, { level: "warn" }),
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_MS_MAX,
    routerOptions: { maxParamLength: PARAMETER_CHARACTERS_MAX },
    // A board keeps its live connection open; stopping must not wait for it.
    forceCloseConnections: true,
    // Of a list of addresses the proxy added the last; those before are the client's own word.
    trustProxy: isBehindProxy && ((_address: string, hop: number) => hop === 0),
    ...(certificate && { https: { cert: certificate.cert, key: certificate.key } }),
  }) as unknown as FastifyInstance;
  app.setNotFoundHandler((_request, reply) => reply.code(404).send(NOT_FOUND));
  app.get("/health", async () => ({ status: "up" }));
  return app;
}
