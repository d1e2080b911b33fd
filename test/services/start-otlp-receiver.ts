import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { z } from "zod";

const attributeSchema = z.object({ key: z.string(), value: z.unknown() });
const spanSchema = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  attributes: z.array(attributeSchema).default([]),
  status: z.object({ code: z.number().optional() }).default({}),
});
const tracesSchema = z.object({
  resourceSpans: z.array(
    z.object({ scopeSpans: z.array(z.object({ spans: z.array(spanSchema) })) }),
  ),
});
const metricsSchema = z.object({
  resourceMetrics: z.array(
    z.object({
      scopeMetrics: z.array(z.object({ metrics: z.array(z.object({ name: z.string() })) })),
    }),
  ),
});

export type ReceivedSpan = z.infer<typeof spanSchema>;
type Request = {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

export type OtlpReceiver = Awaited<ReturnType<typeof startOtlpReceiver>>;

/** Takes OTLP over HTTP as JSON, as collectors do, and keeps it. */
export async function startOtlpReceiver() {
  const requests: Request[] = [];
  const server = createServer(async (request, response) => {
    const body = (await buffer(request)).toString();
    requests.push({ path: request.url ?? "", headers: request.headers, body });
    response.setHeader("content-type", "application/json").end("{}");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  function bodiesAt(path: string): readonly unknown[] {
    return requests.filter((one) => one.path === path).map(({ body }) => JSON.parse(body));
  }

  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    spans: (): readonly ReceivedSpan[] =>
      bodiesAt("/v1/traces")
        .flatMap((body) => tracesSchema.parse(body).resourceSpans)
        .flatMap(({ scopeSpans }) => scopeSpans)
        .flatMap(({ spans }) => spans),
    metrics: (): ReadonlySet<string> =>
      new Set(
        bodiesAt("/v1/metrics")
          .flatMap((body) => metricsSchema.parse(body).resourceMetrics)
          .flatMap(({ scopeMetrics }) => scopeMetrics)
          .flatMap(({ metrics }) => metrics.map(({ name }) => name)),
      ),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
