import { hash, timingSafeEqual } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { isLoopback } from "../config/is-loopback.ts";

/** Of Prometheus's text format: https://prometheus.io/docs/instrumenting/exposition_formats */
const MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";
const BEARER = /^Bearer +([\x21-\x7e]+)$/i;

type Options = {
  readonly scrape: () => Promise<string>;
  /** Where the server listens. */
  readonly host: string;
  /** The bearer token that is asked for; null for none. */
  readonly secret: string | null;
};

/**
 * `GET /metrics`. Open on loopback, as is usual, unless there is a secret; beyond it nobody is
 * answered without one: how much is backed up, and what is wrong with it, is not for everybody.
 */
export function registerMetrics(app: FastifyInstance, { scrape, host, secret }: Options): void {
  const isOpen = secret === null && isLoopback(host);
  app.get("/metrics", async (request, reply) => {
    if (!isOpen && !shows(request.headers.authorization, secret)) {
      const hint = "Set telemetry.metrics.secret, and send it.";
      const error = "A bearer token is needed.";
      return reply.code(401).header("www-authenticate", "Bearer").send({ error, hint });
    }
    return reply.type(MEDIA_TYPE).send(await scrape());
  });
}

/** Takes the same time right or wrong. */
function shows(authorization: string | undefined, secret: string | null): boolean {
  const shown = BEARER.exec(authorization ?? "")?.[1];
  if (shown === undefined || secret === null) return false;
  return timingSafeEqual(hash("sha256", shown, "buffer"), hash("sha256", secret, "buffer"));
}
