import { type Span, SpanStatusCode } from "@opentelemetry/api";

/** Marks what a span stands for as failed, by the error's name: messages may tell too much. */
export function failSpan(span: Span, error: unknown): void {
  const type = error instanceof Error ? error.name : typeof error;
  span.setAttribute("error.type", type);
  span.setStatus({ code: SpanStatusCode.ERROR });
}
