import { createNoopMeter, type Meter, ProxyTracerProvider, type Tracer } from "@opentelemetry/api";

/** What a stage counts and traces with. */
export type Telemetry = { readonly meter: Meter; readonly tracer: Tracer };

/** For commands and tests: nothing is counted, nothing traced. */
export const NO_TELEMETRY: Telemetry = {
  meter: createNoopMeter(),
  tracer: new ProxyTracerProvider().getTracer("none"),
};
