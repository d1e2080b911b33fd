import type { FastifyInstance, FastifyReply } from "fastify";
import { z } from "zod";
import type { Clock } from "../../platform/clock/clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Store } from "../../platform/store/store.ts";
import type { Guard } from "../../schemas/guard.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { LiveFeed } from "./live-feed.ts";
import { createFrame, ENCODINGS, readPageFiles, versionOf } from "./page-files.ts";
import { type ReadRequestMarks, readMarks } from "./read-marks.ts";

const REFRESH_EVERY_MS = 1_000;
const KEPT = "public, max-age=31536000, immutable";
const RETRY_AFTER_SECONDS = 5;

const FILE_HEADERS = {
  "cross-origin-resource-policy": "same-origin",
  "x-content-type-options": "nosniff",
} as const;

/** Nothing from elsewhere, nothing inline, and no string ever becomes markup or script. */
const SECURITY_HEADERS = {
  ...FILE_HEADERS,
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
  "referrer-policy": "no-referrer",
} as const;

const langSchema = z.enum(["en", "fr"]);

type Options = {
  /** The store's `people` connection. */
  readonly store: Store;
  readonly clock: Clock;
  readonly guard: Guard;
  readonly readRequestMarks: ReadRequestMarks;
  /** IANA name of the zone in which the page shows times. */
  readonly zone: string;
  /** The language where the address says none (`?lang=`). */
  readonly lang: "en" | "fr";
  readonly refreshEveryMs?: number;
  /** Told when something changed of what the board shows, before browsers are. */
  readonly changed?: () => void;
};

/** Serves the board: the page at `/`, its files below `/board/`, panels, and what is live. */
export function registerBoard(app: FastifyInstance, options: Options): void {
  const feed = new LiveFeed({
    readMarks: () => readMarks(options.store, options.readRequestMarks),
    changed: options.changed,
    clock: options.clock,
    refreshEveryMs: options.refreshEveryMs ?? REFRESH_EVERY_MS,
    warn: (error) => app.log.warn({ err: error }, "Cannot refresh the board"),
  });
  app.register(async (scope) => {
    scope.addHook("onRequest", async (_, reply) => void reply.headers(FILE_HEADERS));
    addFiles(scope);
  });
  app.register(async (scope) => {
    scope.addHook("onRequest", async (_, reply) => void reply.headers(SECURITY_HEADERS));
    scope.addHook("preClose", () => feed.close());
    scope.setErrorHandler((error, _, reply) => {
      if (!(error instanceof OperatingError)) throw error;
      return refuse(reply, 503, error.message, error.hint);
    });
    addPage(scope, options);
    addLive(scope, feed, options.guard);
  });
}

function addPage(scope: FastifyInstance, { zone, lang, clock }: Options): void {
  const frame = createFrame(zone);

  scope.get<{ Querystring: { lang?: string } }>("/", async (request, reply) => {
    const asked = langSchema.safeParse(request.query.lang);
    reply.header("cache-control", "no-cache").type("text/html; charset=utf-8");
    return frame({ lang: asked.success ? asked.data : lang, at: instantToJson(clock.nowMs()) });
  });
}

/** The page's files, below their version, and as they are now below none or another one. */
function addFiles(scope: FastifyInstance): void {
  const files = readPageFiles();
  const version = versionOf(files);

  scope.get<{ Params: { "*": string } }>("/board/*", async (request, reply) => {
    const [, first, path = ""] = /^([0-9a-f]{16})\/(.*)$/.exec(request.params["*"]) ?? [];
    const file = files.get(first ? path : request.params["*"]);
    if (!file) return refuse(reply, 404, "The board has no such file");
    reply.header("cache-control", first === version ? KEPT : "no-cache").header("etag", file.tag);
    reply.header("vary", "accept-encoding");
    if (request.headers["if-none-match"] === file.tag) return reply.code(304).send();
    const accepted = String(request.headers["accept-encoding"] ?? "").split(/\s*[,;]\s*/);
    const encoding = ENCODINGS.find((name) => accepted.includes(name));
    if (!encoding) return reply.type(file.type).send(file.body);
    return reply.type(file.type).header("content-encoding", encoding).send(file.encoded[encoding]);
  });
}

function addLive(scope: FastifyInstance, feed: LiveFeed, guard: Guard): void {
  const readers = { preHandler: guard.requires("read") };
  scope.get("/api/live", readers, async (request, reply) => {
    await feed.prepare();
    const principal = guard.principal(request);
    if (feed.isFullFor(principal)) return refuse(reply, 503, "Too many boards are open");
    reply.hijack();
    reply.raw.writeHead(200, {
      ...SECURITY_HEADERS,
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      connection: "close",
      "x-accel-buffering": "no",
    });
    await feed.join(reply.raw, principal.name, () => guard.principalOf(request));
  });
}

function refuse(reply: FastifyReply, code: number, error: string, hint?: string): FastifyReply {
  if (code === 503) reply.header("retry-after", RETRY_AFTER_SECONDS);
  return reply.code(code).send({ error, ...(hint && { hint }) });
}
