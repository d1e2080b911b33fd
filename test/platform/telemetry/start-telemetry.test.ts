import { once } from "node:events";
import { Writable } from "node:stream";
import { context, trace } from "@opentelemetry/api";
import { afterEach, expect, test, vi } from "vitest";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import {
  type RunningTelemetry,
  startTelemetry,
} from "../../../platform/telemetry/start-telemetry.ts";
import { contextOfTraceparent, traceparentOf } from "../../../platform/telemetry/traceparent.ts";
import { openThread } from "../../../platform/threads/open-thread.ts";
import { findFreePort } from "../../services/find-free-port.ts";
import { readMetrics } from "../../services/read-metrics.ts";
import { startOtlpReceiver } from "../../services/start-otlp-receiver.ts";

const SECRET = "Bearer secret-of-the-receiver";
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

function start(url: string | null, sampled = 1) {
  const lines: string[] = [];
  const destination = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  const logger = createLogger({ level: "info", destination });
  const otlp =
    url === null
      ? {}
      : { otlp: { url, headers: { authorization: SECRET }, everyMs: 100, sampled } };
  const telemetry = startTelemetry({ version: "1.2.3", logger, ...otlp });
  closing.push(telemetry.stop);
  return { telemetry, logger, lines };
}

async function receiver() {
  const started = await startOtlpReceiver();
  closing.push(started.close);
  return started;
}

function spanOf({ tracer }: RunningTelemetry) {
  const span = tracer.startSpan("work");
  return { span, within: trace.setSpan(context.active(), span) };
}

test("metrics are scraped as Prometheus reads them, each scrape with what is so then", async () => {
  const { telemetry } = start(null);
  const counter = telemetry.meter.createCounter("vigie_test_total", { description: "A test" });
  counter.add(2, { reason: "a" });
  const text = await telemetry.scrape();
  expect(text).toContain("# HELP vigie_test_total A test\n# TYPE vigie_test_total counter\n");
  const metrics = readMetrics(text);
  expect(metrics.get('vigie_test_total{reason="a"}')).toBe(2);
  const build = `vigie_build_info{version="1.2.3",node="${process.versions.node}"}`;
  expect(metrics.get(build)).toBe(1);
  expect(metrics.get("nodejs_heap_size_used_bytes")).toBeGreaterThan(2 ** 20);
  expect(metrics.get("nodejs_external_memory_bytes")).toBeGreaterThan(0);
  expect(metrics.get("process_resident_memory_bytes")).toBeGreaterThan(2 ** 20);
  const mainThread = metrics.get("nodejs_main_thread_cpu_seconds_total") ?? 0;
  expect(mainThread).toBeGreaterThan(0);
  expect(metrics.get("process_cpu_seconds_total")).toBeGreaterThan(mainThread);
  counter.add(1, { reason: "a" });
  expect(readMetrics(await telemetry.scrape()).get('vigie_test_total{reason="a"}')).toBe(3);
});

test("memory is that of all threads", async () => {
  const { telemetry } = start(null);
  const thread = openThread(new URL("../threads/holding-thread.ts", import.meta.url));
  closing.push(async () => void (await thread.terminate()));
  await once(thread, "message");
  const external = readMetrics(await telemetry.scrape()).get("nodejs_external_memory_bytes");
  expect(external).toBeGreaterThan(64 * 2 ** 20 + process.memoryUsage().external / 2);
});

test("without a receiver nothing is traced", () => {
  const { telemetry } = start(null);
  expect(traceparentOf(telemetry.tracer.startSpan("work"))).toBeUndefined();
});

test("traces and metrics reach the receiver with its headers, which no attribute repeats", async () => {
  const { url, requests, spans, metrics } = await receiver();
  const { telemetry } = start(url);
  const { span } = spanOf(telemetry);
  span.end();
  await vi.waitFor(() => expect(metrics()).toContain("vigie_build_info"));
  await telemetry.stop();
  expect(spans()).toMatchObject([{ name: "work", traceId: span.spanContext().traceId }]);
  for (const { headers, body } of requests) {
    expect(headers.authorization).toBe(SECRET);
    expect(body).toContain("1.2.3");
    expect(body).not.toContain("secret-of-the-receiver");
  }
});

test("a line of the log names the span that it was written in, and only within one", async () => {
  const { telemetry, logger, lines } = start((await receiver()).url);
  const { span, within } = spanOf(telemetry);
  context.with(within, () => logger.info("inside"));
  await context.with(within, async () => {
    await Promise.resolve();
    logger.child({ stage: "child" }).info("later");
  });
  logger.info("outside");
  span.end();
  const told = lines.map((line) => JSON.parse(line));
  const { traceId, spanId } = span.spanContext();
  const named = { trace_id: traceId, span_id: spanId };
  expect(told).toMatchObject([{ msg: "inside", ...named }, { msg: "later", ...named }, {}]);
  expect(told[2]).not.toHaveProperty("trace_id");
});

test("of the traces that begin here none is sampled at 0, and a parent's choice stands", async () => {
  const { telemetry } = start((await receiver()).url, 0);
  expect(traceparentOf(telemetry.tracer.startSpan("work"))).toBeUndefined();
  const parent = `00-${"a".repeat(32)}-${"b".repeat(16)}`;
  const chosen = contextOfTraceparent(`${parent}-01`);
  expect(traceparentOf(telemetry.tracer.startSpan("work", {}, chosen))).toContain("a".repeat(32));
  const not = contextOfTraceparent(`${parent}-00`);
  expect(traceparentOf(telemetry.tracer.startSpan("work", {}, not))).toBeUndefined();
});

test("a receiver that is dead is told of once for each kind, and holds up no end", async () => {
  const { telemetry, lines } = start(`http://127.0.0.1:${await findFreePort()}`);
  for (let n = 0; n < 3_000; n++) spanOf(telemetry).span.end();
  await vi.waitFor(() => expect(lines.join("")).toContain("metrics"), { timeout: 20_000 });
  expect(readMetrics(await telemetry.scrape()).size).toBeGreaterThan(0);
  await telemetry.stop();
  const warned = lines.filter((line) => line.includes("Telemetry cannot be sent"));
  expect(warned.length).toBeGreaterThan(0);
  expect(warned.length).toBeLessThanOrEqual(2);
  expect(lines.join("")).not.toContain("secret-of-the-receiver");
});
