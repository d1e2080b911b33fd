import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import type { ClickHouseClientConfigOptions } from "@clickhouse/client";
import type { ChdbEngine, Lane, Statement } from "./chdb-engine.ts";
import { formatParameters } from "./format-parameter.ts";
import type { Setting } from "./session-preamble.ts";

/** What `@clickhouse/client` asks of a backend; it exports the type by no other name. */
export type Connection = NonNullable<ClickHouseClientConfigOptions["connection"]>;
type QueryRequest = Parameters<Connection["query"]>[0];

type Options = {
  readonly engine: ChdbEngine;
  readonly lane: Lane;
  /** Whether query results come chunk by chunk. */
  readonly streamed: boolean;
};

/** Of ClickHouse's HTTP interface, unknown to the engine. */
const HTTP_SETTINGS = new Set(["wait_end_of_query", "enable_http_compression", "default_format"]);

/** The embedded engine as the connection of `@clickhouse/client`. */
export function createChdbConnection({ engine, lane, streamed }: Options): Connection {
  const finish = async (request: QueryRequest, sql: string, data?: Readable) => {
    const chunks = engine.run(lane, { ...toStatement(request), sql, data, streamed: false });
    return { ...answer(request), stream: Readable.from([await readAll(chunks)]) };
  };
  return {
    ping: async () => ({ success: true }),
    query: async (request) => {
      const chunks = engine.run(lane, { ...toStatement(request), streamed });
      return { ...answer(request), stream: await openStream(chunks) };
    },
    command: (request) => finish(request, request.query),
    exec: (request) => finish(request, request.query, request.values),
    insert: async (request) => finish(request, await join(request.query, request.values)),
    close: async () => undefined,
  };
}

function toStatement(request: QueryRequest): Statement {
  const settings = Object.entries(request.clickhouse_settings ?? {}).filter(
    (entry): entry is [string, Setting] =>
      !HTTP_SETTINGS.has(entry[0]) && entry[1] !== undefined && typeof entry[1] !== "object",
  );
  return {
    sql: request.query,
    format: "TabSeparated",
    parameters: formatParameters(request.query_params ?? {}),
    settings: Object.fromEntries(settings),
    streamed: false,
    signal: request.abort_signal,
  };
}

function answer(request: QueryRequest) {
  return {
    query_id: request.query_id ?? randomUUID(),
    response_headers: {},
    http_status_code: 200,
  };
}

async function join(sql: string, values: string | Readable | undefined): Promise<string> {
  if (values === undefined) return sql;
  return `${sql}\n${typeof values === "string" ? values : await text(values)}`;
}

async function readAll(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(chunks));
}

/**
 * Waits for the first chunk, so that a statement that fails at its start rejects here, as with a
 * server.
 */
async function openStream(chunks: AsyncGenerator<Uint8Array>): Promise<Readable> {
  const first = await chunks.next();
  return Readable.from(resume(first, chunks), { objectMode: false });
}

async function* resume(
  first: IteratorResult<Uint8Array, unknown>,
  rest: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    if (first.done) return;
    yield first.value;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}
