import { type RequestOptions, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP } from "node:net";
import type { Duplex } from "node:stream";
import { connect, type TLSSocket } from "node:tls";

const HTTPS_PORT = "443";

/** A proxy that will not connect us; `status` is its answer. */
export class ProxyRefusal extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`The proxy answered ${status}`);
    this.status = status;
  }
}

type Options = { readonly ca: Buffer | undefined; readonly signal: AbortSignal };

/**
 * A connection with the host of `url` itself through a proxy's CONNECT (RFC 9110, 9.3.6): the proxy
 * sees nothing of what TLS carries.
 */
export async function openTunnel(proxy: URL, url: URL, options: Options): Promise<TLSSocket> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const socket = await askProxy(proxy, `${url.hostname}:${url.port || HTTPS_PORT}`, options);
  const { ca, signal } = options;
  const name = isIP(host) === 0 ? { servername: host } : {};
  return new Promise((resolve, reject) => {
    const secure = connect({ socket, host, ...name, ...(ca && { ca }) });
    const end = () => secure.destroy(signal.reason);
    signal.addEventListener("abort", end, { once: true });
    secure.once("secureConnect", () => resolve(secure));
    secure.on("error", (error) => {
      socket.destroy();
      reject(error);
    });
  });
}

function askProxy(proxy: URL, authority: string, { signal }: Options): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const options = { ...proxyOptions(proxy), method: "CONNECT", path: authority, signal };
    const request = (proxy.protocol === "https:" ? requestHttps : requestHttp)(options);
    request.once("connect", ({ statusCode = 0 }, socket) => {
      if (statusCode === 200) return resolve(socket);
      socket.destroy();
      reject(new ProxyRefusal(statusCode));
    });
    request.once("response", ({ statusCode = 0 }) => {
      request.destroy();
      reject(new ProxyRefusal(statusCode));
    });
    request.on("error", reject);
    request.end();
  });
}

/** How a request reaches a proxy, with the user and password that stand in its address. */
export function proxyOptions({
  hostname,
  port,
  protocol,
  username,
  password,
}: URL): RequestOptions {
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const basic = `Basic ${Buffer.from(credentials).toString("base64")}`;
  return {
    agent: false,
    protocol,
    host: hostname.replace(/^\[|\]$/g, ""),
    ...(port !== "" && { port }),
    headers: username === "" ? {} : { "Proxy-Authorization": basic },
  };
}
