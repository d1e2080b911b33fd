import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { gunzipSync } from "node:zlib";
import { ClickHouseError } from "@clickhouse/client";
import type { Statement } from "../chdb-engine.ts";
import { DATABASE, type Setting } from "../session-preamble.ts";
import type { Role } from "./authenticate.ts";
import { findFormat } from "./result-format.ts";

/** The one format of inserts whose body is no text. */
const NATIVE_AT_END = /^\s*INSERT\s[\s\S]*\sFORMAT\s+Native\s*$/i;
const NO_BYTES = new Uint8Array();
const BODY_BYTES_MAX = 64 * 1024 * 1024;
/** A question; the engine's own `max_query_size` by default. */
const QUESTION_BYTES_MAX = 262_144;

/** What may be set through the URL. Bounds only get tighter for reading. */
const SETTINGS_ALLOWED = new Set([
  "async_insert",
  "date_time_input_format",
  "date_time_output_format",
  "input_format_null_as_default",
  "input_format_skip_unknown_fields",
  "insert_deduplicate",
  "insert_deduplication_token",
  "join_use_nulls",
  "limit",
  "max_block_size",
  "max_execution_time",
  "max_memory_usage",
  "max_partitions_per_insert_block",
  "max_result_bytes",
  "max_result_rows",
  "max_threads",
  "optimize_on_insert",
  "output_format_json_named_tuples_as_objects",
  "output_format_json_quote_64bit_integers",
  "output_format_json_quote_decimals",
  "output_format_json_quote_denormals",
  "result_overflow_mode",
]);

/** Of the interface itself: read elsewhere, or without a meaning here. */
const INTERFACE_PARAMETERS = new Set([
  "query",
  "query_id",
  "database",
  "default_format",
  "wait_end_of_query",
  "enable_http_compression",
  "send_progress_in_http_headers",
  "buffer_size",
  "client_protocol_version",
]);

export type StatementRequest = Omit<Statement, "streamed" | "signal"> & {
  readonly queryId: string | null;
  /** In whose Native format the client expects the answer. */
  readonly clientRevision: number;
};

/** The statement of a request, from its URL and body; throws a `ClickHouseError`. */
export async function readRequest(
  request: IncomingMessage,
  url: URL,
  role: Role,
): Promise<StatementRequest> {
  checkDatabase(request, url);
  const settings = readSettings(url, role);
  const inUrl = url.searchParams.get("query");
  const bytesMax = role === "writing" ? BODY_BYTES_MAX : QUESTION_BYTES_MAX;
  const bytes = request.method === "POST" ? await readBody(request, bytesMax) : NO_BYTES;
  const data = role === "writing" && NATIVE_AT_END.test(inUrl ?? "") ? bytes : undefined;
  const body = data ? "" : decode(bytes);
  const sql = [inUrl, body].filter((part) => part !== null && part !== "").join("\n");
  if (role === "reading" && Buffer.byteLength(sql) > bytesMax) throw tooLarge(bytesMax);
  if (sql.trim() === "") throw refusal("62", "SYNTAX_ERROR", "Empty query");
  const header = request.headers["x-clickhouse-format"];
  const wanted = url.searchParams.get("default_format") ?? header?.toString() ?? "TabSeparated";
  return {
    sql,
    format: findFormat(inUrl ?? body, wanted),
    parameters: readParameters(url),
    settings,
    data: data && Readable.from([data]),
    queryId: url.searchParams.get("query_id"),
    clientRevision: Number(url.searchParams.get("client_protocol_version") ?? 0),
  };
}

function checkDatabase(request: IncomingMessage, url: URL): void {
  const header = request.headers["x-clickhouse-database"]?.toString();
  const database = url.searchParams.get("database") ?? header ?? DATABASE;
  if (database === DATABASE) return;
  throw refusal("81", "UNKNOWN_DATABASE", `Database ${database} does not exist; use ${DATABASE}`);
}

function readParameters(url: URL): Readonly<Record<string, string>> {
  const entries = [...url.searchParams]
    .filter(([name]) => name.startsWith("param_"))
    .map(([name, value]) => [name.slice("param_".length), value] as const);
  return Object.fromEntries(entries);
}

function readSettings(url: URL, role: Role): Readonly<Record<string, Setting>> {
  const entries = [...url.searchParams].filter(
    ([name]) => !name.startsWith("param_") && !INTERFACE_PARAMETERS.has(name),
  );
  for (const [name, value] of entries) checkSetting(name, value, role);
  return Object.fromEntries(entries.filter(([name]) => name !== "readonly"));
}

function checkSetting(name: string, value: string, role: Role): void {
  if (SETTINGS_ALLOWED.has(name) || (name === "readonly" && value === "1")) return;
  if (role === "reading")
    throw refusal("164", "READONLY", `Cannot modify '${name}' setting in readonly mode`);
  throw refusal("115", "UNKNOWN_SETTING", `Setting ${name} cannot be set through this interface`);
}

async function readBody(request: IncomingMessage, bytesMax: number): Promise<Uint8Array> {
  const encoding = request.headers["content-encoding"];
  if (encoding !== undefined && encoding !== "gzip")
    throw refusal("48", "NOT_IMPLEMENTED", `Content-Encoding ${encoding} is not supported`);
  const packed = await readAll(request, bytesMax);
  if (encoding === undefined) return packed;
  try {
    return gunzipSync(packed, { maxOutputLength: bytesMax });
  } catch {
    throw refusal("36", "BAD_ARGUMENTS", "The body is no gzip, or too large unpacked");
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw refusal("36", "BAD_ARGUMENTS", "The body is no UTF-8");
  }
}

async function readAll(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw tooLarge(bytesMax);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(bytesMax: number): ClickHouseError {
  return refusal("229", "QUERY_IS_TOO_LARGE", `The statement exceeds ${bytesMax} bytes`);
}

export function refusal(code: string, type: string, message: string): ClickHouseError {
  return new ClickHouseError({ code, type, message: `${message}. ` });
}
