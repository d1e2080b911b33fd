import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { type RequestOptions, request } from "node:https";

type Asked = Pick<RequestOptions, "method" | "headers"> & {
  /** The certificate that is trusted, as PEM. */
  readonly ca: string;
  readonly body?: unknown;
};

/** Asks what listens on loopback as `localhost`, and checks its certificate as a browser does. */
export async function askOverTls(url: string, path: string, { body, ...asked }: Asked) {
  const { port } = new URL(url);
  const to = { port, path, host: "127.0.0.1", servername: "localhost" };
  // A connection of its own: one that is kept would not check the certificate again.
  const outgoing = request({ ...asked, ...to, agent: false });
  if (body !== undefined) outgoing.setHeader("content-type", "application/json");
  outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  const [response]: IncomingMessage[] = await once(outgoing, "response");
  const text = (await response?.setEncoding("utf8").toArray())?.join("") ?? "";
  return { status: response?.statusCode, headers: response?.headers, text };
}
