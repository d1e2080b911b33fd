import { context, type Span, SpanKind, trace } from "@opentelemetry/api";
import type { FastifyReply, FastifyRequest } from "fastify";
import { SECONDS_BUCKETS } from "../../platform/telemetry/buckets.ts";
import { failSpan } from "../../platform/telemetry/fail-span.ts";
import type { Telemetry } from "../../platform/telemetry/telemetry.ts";
import { contextOfTraceparent } from "../../platform/telemetry/traceparent.ts";

const MILLISECONDS = 1_000;
const SERVER_ERROR = 500;

export type RequestTraces = {
  /** For a sender that is known: nobody else makes a trace begin, or goes on in one. */
  readonly begin: (request: FastifyRequest) => void;
  /** Runs what a request asks for within its span. */
  readonly within: <T>(request: FastifyRequest, work: () => T) => T;
  readonly end: (request: FastifyRequest, reply: FastifyReply) => void;
};

/** A span for each request, in the trace of its `traceparent` header if it has one. */
export function createRequestTraces({ meter, tracer }: Telemetry, route: string): RequestTraces {
  const spans = new WeakMap<FastifyRequest, Span>();
  const seconds = meter.createHistogram("vigie_intake_request_seconds", {
    description: "From a request's head to the end of its answer",
    unit: "s",
    advice: { explicitBucketBoundaries: SECONDS_BUCKETS },
  });
  return {
    begin: (request) => {
      const attributes = { "http.request.method": "POST", "http.route": route };
      const parent = contextOfTraceparent(request.headers["traceparent"]);
      const span = tracer.startSpan(`POST ${route}`, { kind: SpanKind.SERVER, attributes }, parent);
      spans.set(request, span);
    },
    within: (request, work) => {
      const span = spans.get(request);
      return span ? context.with(trace.setSpan(context.active(), span), work) : work();
    },
    end: (request, { statusCode, elapsedTime }) => {
      seconds.record(elapsedTime / MILLISECONDS, { status: statusCode });
      const span = spans.get(request);
      span?.setAttribute("http.response.status_code", statusCode);
      if (span && statusCode >= SERVER_ERROR) failSpan(span, statusCode);
      span?.end();
    },
  };
}
