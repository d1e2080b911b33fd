import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { ClickHouseError } from "@clickhouse/client";
import { httpStatus } from "./http-status.ts";
import { contentType } from "./result-format.ts";

/** Known before the result is: the progress that a server sends with its headers. */
const SUMMARY = JSON.stringify({
  read_rows: "0",
  read_bytes: "0",
  written_rows: "0",
  written_bytes: "0",
  total_rows_to_read: "0",
  result_rows: "0",
  result_bytes: "0",
  elapsed_ns: "0",
});

type Result = {
  readonly format: string;
  readonly chunks: AsyncGenerator<Uint8Array>;
};

/**
 * Sends a result as it comes. What fails before its first byte rejects; what fails later ends the
 * response as ClickHouse does.
 */
export async function sendResult(
  response: ServerResponse,
  { format, chunks }: Result,
): Promise<void> {
  const first = await chunks.next();
  const tag = randomBytes(8).toString("hex");
  response.writeHead(200, {
    "Content-Type": contentType(format),
    "X-ClickHouse-Format": format,
    "X-ClickHouse-Summary": SUMMARY,
    "X-ClickHouse-Exception-Tag": tag,
  });
  try {
    if (!first.done) await send(response, first.value);
    for await (const chunk of chunks) await send(response, chunk);
    response.end();
  } catch (error) {
    if (!(error instanceof ClickHouseError)) throw error;
    sendLateError(response, tag, error);
  }
}

/** An error in place of a result. */
export function sendError(
  response: ServerResponse,
  error: ClickHouseError,
  status = httpStatus(error.code),
): void {
  response.writeHead(status, {
    "Content-Type": "text/plain; charset=UTF-8",
    "X-ClickHouse-Exception-Code": error.code,
    ...(status === 401 && { "WWW-Authenticate": 'Bearer realm="ClickHouse HTTP API"' }),
    Connection: "close",
  });
  response.end(exceptionText(error));
}

async function send(response: ServerResponse, chunk: Uint8Array): Promise<void> {
  if (chunk.length === 0 || response.destroyed || response.write(chunk)) return;
  const taken = new AbortController();
  const { signal } = taken;
  const events = ["drain", "close"].map((event) => once(response, event, { signal }));
  await Promise.race(events).finally(() => taken.abort());
}

/**
 * Marked with the tag that the headers announced, then cut, so that no client takes it for a whole
 * result.
 */
function sendLateError(response: ServerResponse, tag: string, error: ClickHouseError): void {
  const message = exceptionText(error);
  const marker = "\r\n__exception__\r\n";
  const text = `${marker}${tag}\r\n${message}${Buffer.byteLength(message)} ${tag}${marker}`;
  response.write(text, () => response.destroy());
}

function exceptionText({ code, type, message }: ClickHouseError): string {
  return `Code: ${code}. DB::Exception: ${message.trim()} (${type})\n`;
}
