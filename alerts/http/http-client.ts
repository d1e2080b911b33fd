import { readFileSync } from "node:fs";
import { type ClientRequest, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { LookupFunction } from "node:net";
import type { Clock } from "../../platform/clock/clock.ts";
import { fileError } from "../../platform/errors/file-error.ts";
import { describeFailure } from "./describe-failure.ts";
import { hideSecrets } from "./hide-secrets.ts";
import { describeForbidden } from "./is-forbidden-address.ts";
import { openTunnel, proxyOptions } from "./open-tunnel.ts";
import { readRetryAfter } from "./read-retry-after.ts";
import { resolveTarget, type Target } from "./resolve-target.ts";

const ANSWER_BYTES_MAX = 64 * 2 ** 10;
const TIMEOUT_MS = 10_000;

/** How a receiver is reached, as its configuration says. */
export type Reach = {
  readonly allowLoopback: boolean;
  /** The address of an HTTP proxy, with its user and password where it wants them. */
  readonly proxy?: string | undefined;
  /** A file of certificates of authorities to be trusted instead of the public ones. */
  readonly ca?: string | undefined;
  /** Of a whole exchange, from the look-up of the name to the end of the answer. */
  readonly timeoutMs?: number | undefined;
};

export type Exchange =
  | {
      readonly answered: true;
      readonly status: number;
      /** The beginning of the body, at most `ANSWER_BYTES_MAX`, without our secrets. */
      readonly text: string;
      readonly retryAfterMs: number | null;
    }
  | { readonly answered: false; readonly reason: string };

export type HttpCall = {
  readonly method?: "GET" | "POST" | "PUT";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

export type HttpClient = {
  /** Never rejects: that nobody answered is data. Redirects are not followed. */
  readonly exchange: (url: URL, call: HttpCall) => Promise<Exchange>;
};

type Context = {
  readonly clock: Clock;
  /** Never shown in an answer's text nor in a reason. */
  readonly secrets: readonly string[];
};

type Way = { readonly proxy: URL | undefined; readonly ca: Buffer | undefined };

/**
 * One exchange at a time with receivers outside: the address is judged, the answer is bounded in
 * bytes and time. Throws `OperatingError` where `ca` cannot be read.
 */
export function createHttpClient(reach: Reach, { clock, secrets }: Context): HttpClient {
  const { timeoutMs = TIMEOUT_MS, proxy } = reach;
  const way = {
    proxy: proxy === undefined ? undefined : new URL(proxy),
    ca: reach.ca === undefined ? undefined : readAuthorities(reach.ca),
  };
  const hide = (text: string) => hideSecrets(text, [...secrets, ...(proxy ? [proxy] : [])]);
  return {
    exchange: async (url, call) => {
      const signal = AbortSignal.timeout(timeoutMs);
      try {
        const target = await within(signal, resolveTarget(url.hostname, reach));
        if (target === "forbidden")
          return { answered: false, reason: describeForbidden(url.hostname, reach) };
        const response = await send(url, { ...call, way, target, signal });
        const text = await readBody(response);
        const retryAfterMs = readRetryAfter(response.headers["retry-after"], clock.nowMs());
        return { answered: true, status: response.statusCode ?? 0, text: hide(text), retryAfterMs };
      } catch (error) {
        const reason = signal.aborted
          ? `it did not answer within ${timeoutMs / 1_000} s`
          : describeFailure(error);
        return { answered: false, reason: hide(reason) };
      }
    },
  };
}

function readAuthorities(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw fileError(`read the authorities in ${file}`, error);
  }
}

type Sending = HttpCall & {
  readonly way: Way;
  readonly target: Target | null;
  readonly signal: AbortSignal;
};

/** The connection goes to `target`, or through the proxy where that is null. */
async function send(url: URL, sending: Sending): Promise<IncomingMessage> {
  const { method = "POST", body = "", way, target, signal } = sending;
  const headers = {
    "User-Agent": "vigie",
    ...sending.headers,
    ...(body !== "" && { "Content-Length": String(Buffer.byteLength(body)) }),
  };
  const { proxy, ca } = way;
  const common = { method, headers, signal, agent: false } as const;
  if (url.protocol === "https:") {
    const tunnel = proxy && (await openTunnel(proxy, url, { ca, signal }));
    const connection = tunnel ? { createConnection: () => tunnel } : lookupOf(target);
    return respond(requestHttps(url, { ...common, ...connection, ...(ca && { ca }) }), body);
  }
  if (proxy === undefined)
    return respond(requestHttp(url, { ...common, ...lookupOf(target) }), body);
  const through = proxyOptions(proxy);
  const said = { ...headers, Host: url.host, ...through.headers };
  const request = proxy.protocol === "https:" ? requestHttps : requestHttp;
  return respond(request({ ...common, ...through, path: url.href, headers: said }), body);
}

function respond(request: ClientRequest, body: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.on("error", reject);
    request.on("response", resolve);
    request.end(body);
  });
}

function lookupOf(target: Target | null): { readonly lookup?: LookupFunction } {
  if (target === null) return {};
  return {
    lookup: (_hostname, { all }, done) =>
      all ? done(null, [target]) : done(null, target.address, target.family),
  };
}

/** What follows its bound is dropped with the connection. */
async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= ANSWER_BYTES_MAX) break;
  }
  return Buffer.concat(chunks).subarray(0, ANSWER_BYTES_MAX).toString("utf8");
}

/** A look-up of a name cannot be called off; its end is then of no interest. */
function within<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    promise.then(resolve, reject);
  });
}
