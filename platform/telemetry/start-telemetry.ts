import { randomUUID } from "node:crypto";
import { context } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { PrometheusExporter, PrometheusSerializer } from "@opentelemetry/exporter-prometheus";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { type Resource, resourceFromAttributes } from "@opentelemetry/resources";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { createSystemClock } from "../clock/system-clock.ts";
import type { Logger } from "../logger/create-logger.ts";
import { measureProcess } from "./measure-process.ts";
import { NO_TELEMETRY, type Telemetry } from "./telemetry.ts";
import { tellFailures } from "./tell-failures.ts";

const SCOPE = "vigie";
const EXPORT_TIMEOUT_MS = 5_000;
const STOP_TIMEOUT_MS = 2_000;
/** A gauge that asks a broker must not hold up a scrape for longer; Prometheus gives it 10 s. */
const COLLECT_TIMEOUT_MS = 5_000;
const SPANS_WAITING_MAX = 4_096;
const SPAN_ATTRIBUTES_MAX = 32;
const SPAN_ATTRIBUTE_CHARACTERS_MAX = 256;

export type OtlpReceiver = {
  /** To which `/v1/traces` and `/v1/metrics` are added. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** How often metrics are sent; spans are sent as they come. */
  readonly everyMs: number;
  /** Of the traces that begin here: 0 none, 1 all. */
  readonly sampled: number;
};

type Options = {
  readonly version: string;
  readonly logger: Logger;
  /** Without it nothing is sent, and nothing traced. */
  readonly otlp?: OtlpReceiver;
};

export type RunningTelemetry = Telemetry & {
  /** All metrics as Prometheus reads them. */
  readonly scrape: () => Promise<string>;
  /** Sends what is left, and waits for that 2 s at most. */
  readonly stop: () => Promise<void>;
};

/** Counts for whoever scrapes, and sends metrics and traces to a receiver where there is one. */
export function startTelemetry({ version, logger, otlp }: Options): RunningTelemetry {
  const resource = resourceFromAttributes({
    "service.name": "vigie",
    "service.version": version,
    "service.instance.id": randomUUID(),
  });
  const reader = new PrometheusExporter({ preventServerStart: true });
  const readers = [reader, ...(otlp ? [createMetricSender(otlp, logger)] : [])];
  const meters = new MeterProvider({ resource, readers });
  const traces = otlp && startTraces(otlp, resource, logger);
  const meter = meters.getMeter(SCOPE);
  measureProcess(meter, version);
  let scraping: Promise<string> | null = null;
  return {
    meter,
    tracer: traces?.getTracer(SCOPE) ?? NO_TELEMETRY.tracer,
    scrape: () => {
      scraping ??= scrape(reader, logger).finally(() => {
        scraping = null;
      });
      return scraping;
    },
    stop: () =>
      within(STOP_TIMEOUT_MS, Promise.allSettled([traces?.shutdown(), meters.shutdown()])),
  };
}

function createMetricSender(otlp: OtlpReceiver, logger: Logger): PeriodicExportingMetricReader {
  const exporter = new OTLPMetricExporter(exporterOptions(otlp, "metrics"));
  return new PeriodicExportingMetricReader({
    exporter: tellFailures(exporter, { what: "metrics", logger }),
    exportIntervalMillis: otlp.everyMs,
    exportTimeoutMillis: Math.min(EXPORT_TIMEOUT_MS, otlp.everyMs),
  });
}

function startTraces(otlp: OtlpReceiver, resource: Resource, logger: Logger): TracerProvider {
  // One for the process, which the first to come sets: what is active says nothing of whose it is.
  context.setGlobalContextManager(new AsyncLocalStorageContextManager());
  const exporter = new OTLPTraceExporter(exporterOptions(otlp, "traces"));
  return new TracerProvider({
    resource,
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(otlp.sampled) }),
    spanLimits: {
      attributeCountLimit: SPAN_ATTRIBUTES_MAX,
      attributeValueLengthLimit: SPAN_ATTRIBUTE_CHARACTERS_MAX,
    },
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: tellFailures(exporter, { what: "traces", logger }),
        maxQueueSize: SPANS_WAITING_MAX,
        exportTimeoutMillis: EXPORT_TIMEOUT_MS,
      }),
    ],
  });
}

function exporterOptions({ url, headers }: OtlpReceiver, signal: "traces" | "metrics") {
  const address = `${url.replace(/\/+$/, "")}/v1/${signal}`;
  return { url: address, headers: { ...headers }, timeoutMillis: EXPORT_TIMEOUT_MS };
}

async function scrape(reader: PrometheusExporter, logger: Logger): Promise<string> {
  const { resourceMetrics, errors } = await reader.collect({ timeoutMillis: COLLECT_TIMEOUT_MS });
  for (const err of errors) logger.warn({ err }, "A metric could not be read");
  // Without prefix, timestamps, labels of the resource, its own metric, and the scope's labels.
  const serializer = new PrometheusSerializer("", false, undefined, true, true);
  return serializer.serialize(resourceMetrics);
}

/** Networks move in real time, whatever clock the stages have. */
async function within(timeoutMs: number, work: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  const timeout = createSystemClock()
    .sleep(timeoutMs, over.signal)
    .catch(() => undefined);
  await Promise.race([work, timeout]);
  over.abort();
}
