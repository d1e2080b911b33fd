import { type Context, ROOT_CONTEXT, type Span, trace } from "@opentelemetry/api";

/** https://www.w3.org/TR/trace-context/#version-format, version 00. */
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;

/** How others name a span as the parent of theirs; undefined for one that nobody will see. */
export function traceparentOf(span: Span): string | undefined {
  if (!span.isRecording()) return undefined;
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
}

/** Where the children of such a span begin; at the root for what is no traceparent. */
export function contextOfTraceparent(traceparent: unknown): Context {
  const found = typeof traceparent === "string" ? TRACEPARENT.exec(traceparent) : null;
  if (!found) return ROOT_CONTEXT;
  const [, traceId = "", spanId = "", flags = ""] = found;
  const traceFlags = Number.parseInt(flags, 16);
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}
