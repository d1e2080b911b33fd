import { trace } from "@opentelemetry/api";
import { type DestinationStream, type Logger, pino } from "pino";
import { namesOfSpan } from "./names-of-span.ts";

export type { Logger } from "pino";

type Options = { readonly level: string; readonly destination: DestinationStream };

/**
 * JSON lines, for standard error; with `trace_id` and `span_id` within a span. Secrets never reach
 * it: what carries one is not passed to a logger.
 */
export function createLogger({ level, destination }: Options): Logger {
  const timestamp = pino.stdTimeFunctions.isoTime;
  return pino(
    { level, base: null, timestamp, mixin: () => namesOfSpan(trace.getActiveSpan()) },
    destination,
  );
}
