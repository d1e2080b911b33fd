import type { FastifyRequest } from "fastify";

const READING_METHODS = ["GET", "HEAD", "OPTIONS"];

/** Whether a request asks to change something over the API: what the audit is of. */
export function isChange({ method, routeOptions }: FastifyRequest): boolean {
  return isApi(routeOptions.url) && !READING_METHODS.includes(method);
}

/** Whether a route is of the API; absent is the route of what is not there. */
export function isApi(url: string | undefined): boolean {
  return url?.startsWith("/api/") === true;
}
