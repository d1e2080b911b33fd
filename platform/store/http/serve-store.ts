import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { ClickHouseError } from "@clickhouse/client";
import { fileError } from "../../errors/file-error.ts";
import type { Logger } from "../../logger/create-logger.ts";
import type { ChdbEngine, Lane } from "../chdb-engine.ts";
import { authenticate, type Tokens } from "./authenticate.ts";
import { encodeHello, isHello } from "./native-hello.ts";
import { readRequest, refusal } from "./read-request.ts";
import { isStreamable } from "./result-format.ts";
import { sendError, sendResult } from "./send-result.ts";

const REQUESTS_MAX = 64;
/** A client that takes nothing for so long is let go, since its statement holds memory. */
const IDLE_MS_MAX = 120_000;

const UNAUTHORIZED = 401;
const DENIED = refusal("516", "AUTHENTICATION_FAILED", "The token is absent or wrong");

type Options = {
  readonly engine: ChdbEngine;
  readonly host: string;
  readonly port: number;
  readonly tokens: Tokens;
  /** Of those who only read. */
  readonly lane: "people" | "readers";
  readonly logger: Logger;
};

export type StoreServer = { readonly url: string; readonly stop: () => Promise<void> };

/** Serves ClickHouse's HTTP interface over the embedded engine. */
export async function serveStore(options: Options): Promise<StoreServer> {
  const stopping = new AbortController();
  let requests = 0;
  const server = createServer(async (request, response) => {
    requests += 1;
    try {
      await answer(request, response, options, stopping.signal, requests);
    } catch (error) {
      fail(response, error, options.logger);
    } finally {
      requests -= 1;
    }
  });
  server.setTimeout(IDLE_MS_MAX);
  server.listen(options.port, options.host);
  await once(server, "listening").catch((error: unknown) => {
    throw fileError(`serve the store at ${options.host}:${options.port}`, error);
  });
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : options.port;
  return {
    url: `http://${options.host}:${port}`,
    stop: async () => {
      const closed = once(server, "close");
      stopping.abort();
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { engine, tokens, lane: forReading }: Options,
  stopping: AbortSignal,
  requests: number,
): Promise<void> {
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  const url = URL.parse(request.url ?? "/", "http://store");
  response.setHeader("X-ClickHouse-Server-Display-Name", "vigie");
  response.setHeader("X-ClickHouse-Timezone", "UTC");
  if (url && isPing(request, url)) return void response.end("Ok.\n");
  if (url?.pathname !== "/") return void response.writeHead(404).end("There is no such handler.\n");
  const role = authenticate(request.headers, tokens);
  if (role === null) return sendError(response, DENIED, UNAUTHORIZED);
  if (requests > REQUESTS_MAX)
    throw refusal("202", "TOO_MANY_SIMULTANEOUS_QUERIES", "Too many requests at once");
  const { queryId, clientRevision, ...statement } = await readRequest(request, url, role);
  response.setHeader("X-ClickHouse-Query-Id", queryId ?? randomUUID());
  if (isHello(statement)) {
    const hello = encodeHello(await readVersion(engine, forReading), clientRevision);
    return void response.end(hello);
  }
  const lane = role === "writing" ? "writer" : forReading;
  const chunks = engine.run(lane, {
    ...statement,
    streamed: lane !== "readers" && isStreamable(statement.sql, statement.format, role),
    signal: AbortSignal.any([gone.signal, stopping]),
  });
  await sendResult(response, { format: statement.format, chunks });
}

async function readVersion(engine: ChdbEngine, lane: Lane): Promise<string> {
  const sql = "SELECT version()";
  const asked = { sql, format: "TSVRaw", parameters: {}, settings: {}, streamed: false };
  const chunks = await Array.fromAsync(engine.run(lane, asked));
  return Buffer.concat(chunks).toString("utf8").trim();
}

function isPing(request: IncomingMessage, url: URL): boolean {
  if (url.pathname === "/ping") return true;
  return request.method === "GET" && url.pathname === "/" && url.search === "";
}

function fail(response: ServerResponse, error: unknown, logger: Logger): void {
  if (response.destroyed) return;
  if (response.headersSent) return void response.destroy();
  if (error instanceof ClickHouseError) {
    sendError(response, error);
    return;
  }
  logger.error({ err: error }, "a statement failed without an exception of the engine");
  sendError(response, refusal("1002", "UNKNOWN_EXCEPTION", "The statement could not be run"));
}
