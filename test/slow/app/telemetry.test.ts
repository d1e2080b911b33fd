import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { loadConfig } from "../../../app/config/load-config.ts";
import { startVigie, type Vigie } from "../../../app/processes/start-vigie.ts";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import { makeEvent, makeHeartbeat } from "../../ingest/make-event.ts";
import { findFreePort } from "../../services/find-free-port.ts";
import { missingKafka } from "../../services/kafka/missing-kafka.ts";
import { openBrokers, type TestBrokers } from "../../services/kafka/open-brokers.ts";
import { readMetrics } from "../../services/read-metrics.ts";
import { type OtlpReceiver, startOtlpReceiver } from "../../services/start-otlp-receiver.ts";

const TOKEN = "token-of-the-jobs";
const SECRET = "secret-of-the-receiver";
const TRACE = "0af7651916cd43dd8448eb211c80319c";
const JOB_SPAN = "b7ad6b7169203331";
const WITHIN = { timeout: 30_000, interval: 200 };

const missing = missingKafka(process.env);
const clock = createSystemClock();
let brokers: TestBrokers | undefined;
afterAll(() => brokers?.close());

/** Where the log is, as `vigie.yaml` says it. */
const LOGS = {
  "the embedded log": async () => "log: { keep: 60d }",
  Kafka: async () => {
    brokers = await openBrokers(process.env);
    const at = `brokers: [${brokers.brokers.join(", ")}], prefix: ${randomUUID()}.`;
    return `log: { kind: kafka, ${at}, tls: false }`;
  },
};

function config(directory: string, log: string, otlpUrl: string): string {
  return `
data: ${directory}/data
listen: { port: 0 }
pollEvery: 100ms
tokens: [{ name: jobs, secret: { env: TOKEN }, tenant: acme, sources: [/sqlserver] }]
policies:
  - { name: all, match: { tenant: acme }, schedule: { every: 1d }, size: { minBytes: 1MiB } }
${log}
telemetry:
  otlp:
    url: ${otlpUrl}
    headers: [{ name: authorization, secret: { env: SECRET } }]
    every: 500ms
`;
}

async function start(log: string, otlpUrl: string) {
  const directory = await mkdtemp(join(tmpdir(), "vigie-telemetry-"));
  const file = join(directory, "vigie.yaml");
  await writeFile(file, config(directory, log, otlpUrl));
  const lines: string[] = [];
  const destination = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  const vigie = await startVigie({
    config: loadConfig({ file }),
    clock,
    logger: createLogger({ level: "info", destination }),
    environment: { TOKEN, SECRET },
  });
  const remove = () => rm(directory, { recursive: true, force: true });
  return { vigie, lines, remove };
}

function send({ url }: Vigie, events: readonly unknown[], headers: object = {}) {
  return fetch(`${url}/v1/events`, {
    method: "POST",
    headers: {
      "content-type": "application/x-ndjson",
      authorization: `Bearer ${TOKEN}`,
      ...headers,
    },
    body: events.map((event) => JSON.stringify(event)).join("\n"),
  });
}

async function scrape({ url }: Vigie) {
  const answer = await fetch(`${url}/metrics`);
  expect(answer.headers.get("content-type")).toContain("text/plain; version=0.0.4");
  return readMetrics(await answer.text());
}

const names = Object.keys(LOGS) as (keyof typeof LOGS)[];
describe.each(names)("a whole Vigie on %s", (name) => {
  const skipped = name === "Kafka" ? missing : null;
  describe.skipIf(skipped)(`tells of itself${skipped ? ` (skipped: ${skipped})` : ""}`, () => {
    const watermark = instantToJson(Math.floor(clock.nowMs() / 1_000) * 1_000);
    let receiver: OtlpReceiver;
    let running: Awaited<ReturnType<typeof start>>;

    beforeAll(async () => {
      receiver = await startOtlpReceiver();
      running = await start(await LOGS[name](), receiver.url);
      const fine = ["1", "2"].map((id) => makeEvent({ id }, { runId: id, sizeBytes: 7 }));
      const traceparent = `00-${TRACE}-${JOB_SPAN}-01`;
      const beat = makeHeartbeat({}, { watermark });
      const wrong = [{ specversion: "1.0" }, makeEvent({ id: "3", source: "/oracle" })];
      const first = await send(running.vigie, [...fine, beat, ...wrong], { traceparent });
      expect(first.status).toBe(207);
      expect((await send(running.vigie, fine)).status).toBe(202);
    }, 180_000);

    afterAll(async () => {
      await running?.vigie.stop();
      await running?.remove();
      await receiver?.close();
    }, 60_000);

    test("in metrics that say what came in, what was refused and what is behind", async () => {
      await vi.waitFor(async () => {
        const metrics = await scrape(running.vigie);
        expect(metrics.get('vigie_store_batch_rows_sum{table="event_rows"}')).toBe(3);
        expect(metrics.get('vigie_store_batch_rows_sum{table="reject_rows"}')).toBe(2);
        const lag = 'vigie_log_lag_records{group="store-writer",topic="vigie.events"}';
        expect(metrics.get(lag)).toBe(0);
        const undersized = 'vigie_findings_open{kind="undersized",severity="critical"}';
        expect(metrics.get(undersized)).toBe(2);
        const watermarks = 'vigie_collector_watermark_timestamp_seconds{collector="sqlserver"}';
        expect(metrics.get(watermarks)).toBe(Date.parse(watermark) / 1_000);
        expect(metrics.get('vigie_pages_total{pager="log",outcome="sent"}')).toBeGreaterThan(0);
        for (const group of ["store-writer", "analysis"])
          expect(
            metrics.get(`vigie_log_lag_seconds{group="${group}",topic="vigie.events"}`),
          ).toBeDefined();
      }, WITHIN);
      const metrics = await scrape(running.vigie);
      expect(metrics.get("vigie_events_accepted_total")).toBe(3);
      expect(metrics.get("vigie_events_duplicate_total")).toBe(2);
      expect(metrics.get('vigie_events_rejected_total{reason="not-an-event"}')).toBe(1);
      expect(metrics.get('vigie_events_rejected_total{reason="source-refused"}')).toBe(1);
      expect(metrics.get('vigie_events_rejected_total{reason="not-json"}')).toBe(0);
      expect(metrics.get('vigie_intake_request_seconds_count{status="207"}')).toBe(1);
      expect(metrics.get('vigie_store_write_seconds_count{table="event_rows"}')).toBeGreaterThan(0);
      expect(metrics.get('vigie_log_append_seconds_count{topic="vigie.events"}')).toBe(1);
      expect(metrics.get('vigie_proofs_total{outcome="proven"}')).toBe(0);
    });

    test("in one trace from the job's request through the log to the rows", async () => {
      await vi.waitFor(() => expect(ofTrace().length).toBeGreaterThanOrEqual(4), WITHIN);
      const spanOf = (wanted: string) => {
        const spans = ofTrace().filter((span) => span.name === wanted);
        expect(spans).toHaveLength(1);
        return spans[0];
      };
      const request = spanOf("POST /v1/events");
      const append = spanOf("append vigie.events");
      expect(request?.parentSpanId).toBe(JOB_SPAN);
      expect(append?.parentSpanId).toBe(request?.spanId);
      expect(spanOf("write event_rows")?.parentSpanId).toBe(append?.spanId);
      expect(spanOf("write reject_rows")?.parentSpanId).toBe(append?.spanId);
      expect(ofTrace()).toHaveLength(4);
    });

    test("and a request without a trace begins one of its own", async () => {
      const others = () => receiver.spans().filter(({ traceId }) => traceId !== TRACE);
      await vi.waitFor(() => expect(others()).toHaveLength(2), WITHIN);
      const request = others().find(({ name }) => name === "POST /v1/events");
      const append = others().find(({ name }) => name === "append vigie.events");
      expect(request).toBeDefined();
      expect(request?.parentSpanId).toBeUndefined();
      expect(append?.parentSpanId).toBe(request?.spanId);
      expect(new Set(others().map(({ traceId }) => traceId)).size).toBe(1);
    });

    test("to a receiver that gets the same metrics, and no secret but in the header", async () => {
      const wanted = ["vigie_events_accepted_total", "vigie_log_lag_records"];
      await vi.waitFor(() => {
        for (const metric of wanted) expect(receiver.metrics()).toContain(metric);
      }, WITHIN);
      for (const { headers, body } of receiver.requests) {
        expect(headers.authorization).toBe(SECRET);
        expect(body).not.toContain(SECRET);
        expect(body).not.toContain(TOKEN);
      }
      expect(running.lines.join("")).not.toContain(SECRET);
      expect(running.lines.join("")).not.toContain(TOKEN);
    });

    function ofTrace() {
      return receiver.spans().filter(({ traceId }) => traceId === TRACE);
    }
  });
});

test("a receiver of telemetry that is dead harms nothing", async () => {
  const { vigie, lines, remove } = await start(
    "log: { keep: 60d }",
    `http://127.0.0.1:${await findFreePort()}`,
  );
  expect((await send(vigie, [makeEvent()])).status).toBe(202);
  await vi.waitFor(async () => {
    const metrics = await scrape(vigie);
    expect(metrics.get('vigie_store_batch_rows_sum{table="event_rows"}')).toBe(1);
    expect(lines.join("")).toContain("Telemetry cannot be sent");
  }, WITHIN);
  const startedMs = clock.nowMs();
  await vigie.stop();
  expect(clock.nowMs() - startedMs).toBeLessThan(10_000);
  await remove();
});
