import type { Exchange } from "../http/http-client.ts";
import type { Receiver } from "../http/open-receiver.ts";

/** Posts a body as JSON to a receiver's address. */
export function postJson(
  { url, client }: Receiver,
  content: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Exchange> {
  const body = JSON.stringify(content);
  return client.exchange(url, {
    headers: { "Content-Type": "application/json", ...headers },
    body,
  });
}
