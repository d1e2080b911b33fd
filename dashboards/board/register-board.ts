import type { FastifyInstance, FastifyReply } from "fastify";
import { z } from "zod";
import type { Clock } from "../../platform/clock/clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Store } from "../../platform/store/store.ts";
import { LiveFeed } from "./live-feed.ts";
import { createFrame, readPageFiles } from "./page-files.ts";
import { createBoardReader } from "./read-board.ts";

const REFRESH_EVERY_MS = 1_000;
const RETRY_AFTER_SECONDS = 5;

/** Nothing from elsewhere, nothing inline, and no string ever becomes markup or script. */
const SECURITY_HEADERS = {
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; "),
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;

const langSchema = z.enum(["en", "fr"]);
const openSchema = z.object({ open: z.enum(["true", "false"]).optional() });
const seriesIdSchema = z.object({ seriesId: z.string().regex(/^[0-9a-f]{32}$/) });

type Options = {
  /** The store's `people` connection. */
  readonly store: Store;
  readonly clock: Clock;
  /** IANA name of the zone in which the page shows times. */
  readonly zone: string;
  /** The language where the address says none (`?lang=`). */
  readonly lang: "en" | "fr";
  readonly refreshEveryMs?: number;
};

/** Serves the board: the page at `/`, its files below `/board/`, and its data below `/api/`. */
export function registerBoard(app: FastifyInstance, options: Options): void {
  const reader = createBoardReader(options.store, options.clock);
  const feed = new LiveFeed({
    reader,
    clock: options.clock,
    refreshEveryMs: options.refreshEveryMs ?? REFRESH_EVERY_MS,
    warn: (error) => app.log.warn({ err: error }, "Cannot refresh the board"),
  });
  app.register(async (scope) => {
    scope.addHook("onRequest", async (_, reply) => void reply.headers(SECURITY_HEADERS));
    scope.addHook("preClose", () => feed.close());
    scope.setErrorHandler((error, _, reply) => {
      if (!(error instanceof OperatingError)) throw error;
      return refuse(reply, 503, error.message, error.hint);
    });
    addPage(scope, options);
    addData(scope, reader);
    addLive(scope, feed);
  });
}

function addPage(scope: FastifyInstance, { zone, lang }: Options): void {
  const files = readPageFiles();
  const frame = createFrame(zone);

  scope.get<{ Querystring: { lang?: string } }>("/", async (request, reply) => {
    const asked = langSchema.safeParse(request.query.lang);
    reply.header("cache-control", "no-cache").type("text/html; charset=utf-8");
    return frame(asked.success ? asked.data : lang);
  });

  scope.get<{ Params: { file: string } }>("/board/:file", async (request, reply) => {
    const file = files.get(request.params.file);
    if (!file) return refuse(reply, 404, "The board has no such file");
    reply.header("cache-control", "no-cache").header("etag", file.tag);
    if (request.headers["if-none-match"] === file.tag) return reply.code(304).send();
    return reply.type(file.type).send(file.body);
  });
}

function addData(scope: FastifyInstance, reader: ReturnType<typeof createBoardReader>): void {
  scope.get("/api/series", async (_, reply) => {
    reply.header("cache-control", "no-store");
    return reader.series();
  });

  scope.get("/api/findings", async (request, reply) => {
    const asked = openSchema.safeParse(request.query);
    if (!asked.success) return refuse(reply, 400, "`open` must be true or false, or left out");
    const { open } = asked.data;
    reply.header("cache-control", "no-store");
    return reader.findings({ open: open !== "false", resolved: open !== "true" });
  });

  scope.get("/api/proofs/:seriesId", async (request, reply) => {
    const asked = seriesIdSchema.safeParse(request.params);
    if (!asked.success) return refuse(reply, 400, "A series id has 32 hex digits");
    reply.header("cache-control", "no-store");
    return reader.proofsOf(asked.data.seriesId);
  });
}

function addLive(scope: FastifyInstance, feed: LiveFeed): void {
  scope.get("/api/live", async (_, reply) => {
    if (feed.isFull) return refuse(reply, 503, "Too many boards are open");
    await feed.prepare();
    reply.hijack();
    reply.raw.writeHead(200, {
      ...SECURITY_HEADERS,
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      connection: "close",
      "x-accel-buffering": "no",
    });
    feed.join(reply.raw);
  });
}

function refuse(reply: FastifyReply, code: number, error: string, hint?: string): FastifyReply {
  if (code === 503) reply.header("retry-after", RETRY_AFTER_SECONDS);
  return reply.code(code).send({ error, ...(hint && { hint }) });
}
