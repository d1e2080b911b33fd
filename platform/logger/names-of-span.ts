import type { Span } from "@opentelemetry/api";

/** By what a line of the log is found from a span's trace; nothing of one that nobody will see. */
export function namesOfSpan(span: Span | undefined): object {
  if (!span?.isRecording()) return {};
  const { traceId, spanId } = span.spanContext();
  return { trace_id: traceId, span_id: spanId };
}
