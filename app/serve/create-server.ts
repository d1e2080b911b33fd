import fastify, { type FastifyInstance } from "fastify";
import type { Logger } from "../../platform/logger/create-logger.ts";

type Options = { readonly logger: Logger; readonly bodyBytesMax: number };

/** The one HTTP server of a process, without routes: intake, board and health hang theirs on it. */
export function createServer({ logger, bodyBytesMax }: Options): FastifyInstance {
  const app = fastify({
    loggerInstance: logger.child({ stage: "http" }, { level: "warn" }),
    bodyLimit: bodyBytesMax,
    // A board keeps its live connection open; stopping must not wait for it.
    forceCloseConnections: true,
  }) as unknown as FastifyInstance;
  app.get("/health", async () => ({ status: "up" }));
  return app;
}
