import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { Target } from "./resolve-target.ts";

export type Answer = { readonly status: number; readonly retryAfter: string | null };

type Options = {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly target: Target;
  readonly signal: AbortSignal;
};

/**
 * One POST to a resolved target. Redirects are not followed, of the answer only the head is read.
 */
export function postJson(url: URL, { headers, body, target, signal }: Options): Promise<Answer> {
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const sending = request(url, {
      method: "POST",
      agent: false,
      headers: { ...headers, "Content-Length": String(Buffer.byteLength(body)) },
      lookup: (_hostname, { all }, done) =>
        all ? done(null, [target]) : done(null, target.address, target.family),
      signal,
    });
    sending.on("error", reject);
    sending.on("response", (response) => {
      response.on("error", () => {});
      response.destroy();
      const retryAfter = response.headers["retry-after"] ?? null;
      resolve({ status: response.statusCode ?? 0, retryAfter });
    });
    sending.end(body);
  });
}
