import { createHash } from "node:crypto";
import { Writable } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createServer } from "../../app/serve/create-server.ts";
import { createAcceptor } from "../../ingest/accept/create-acceptor.ts";
import { registerIntake } from "../../ingest/intake/register-intake.ts";
import { startWriter } from "../../ingest/writer/start-writer.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { EventLog } from "../../platform/log/event-log.ts";
import { createLogger } from "../../platform/logger/create-logger.ts";
import { type RunningTelemetry, startTelemetry } from "../../platform/telemetry/start-telemetry.ts";
import { readMetrics } from "../services/read-metrics.ts";
import { type OtlpReceiver, startOtlpReceiver } from "../services/start-otlp-receiver.ts";
import { makeEvent } from "./make-event.ts";
import {
  AHEAD_MAX_MS,
  type Ground,
  IDENTITIES_KEPT_MS,
  openGround,
  openGroundStore,
} from "./open-ground.ts";

const secretSha256 = createHash("sha256").update("secret").digest("hex");
/** OpenTelemetry's word for a span that stands for a failure. */
const ERROR_STATUS = 2;

let ground: Ground;
let receiver: OtlpReceiver;
let telemetry: RunningTelemetry;
let lines: string[];

beforeEach(async () => {
  ground = await openGround();
  receiver = await startOtlpReceiver();
  lines = [];
  const otlp = { url: receiver.url, headers: {}, everyMs: 60_000, sampled: 1 };
  telemetry = startTelemetry({ version: "0", logger: ground.logger, otlp });
});
afterEach(async () => {
  await telemetry.stop();
  await receiver.close();
  await ground.close();
});

function createLinesLogger() {
  const destination = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  return createLogger({ level: "info", destination });
}

async function serve(log: EventLog) {
  const { state, clock } = ground;
  const limits = { aheadMaxMs: AHEAD_MAX_MS, identitiesKeptMs: IDENTITIES_KEPT_MS };
  const acceptor = await createAcceptor({ log, state, clock, telemetry, ...limits });
  const app = createServer({ logger: createLinesLogger() });
  await registerIntake(app, {
    accept: acceptor.accept,
    tokens: [{ name: "jobs", secretSha256, tenant: "acme", sources: ["/sqlserver"] }],
    limits: { bodyBytesMax: 2 ** 20, requestsPerMinuteMax: 100 },
    telemetry,
  });
  return app;
}

function failing(log: EventLog): EventLog {
  return {
    append: () => Promise.reject(new OperatingError("no room at hunter2", { retryable: true })),
    consume: (...consume) => log.consume(...consume),
    replay: (...replay) => log.replay(...replay),
    trim: (...trim) => log.trim(...trim),
    close: () => log.close(),
  };
}

function request(digit: string, secret = "secret") {
  const traceparent = `00-${digit.repeat(32)}-${"b".repeat(16)}-01`;
  return {
    method: "POST",
    url: "/v1/events",
    headers: {
      "content-type": "application/cloudevents+json",
      authorization: `Bearer ${secret}`,
      traceparent,
    },
    payload: JSON.stringify(makeEvent({ id: digit })),
  } as const;
}

test("what fails is told in its own trace, in the log and in spans that give no message away", async () => {
  const app = await serve(failing(ground.log));
  const answers = await Promise.all(["1", "2", "3"].map((digit) => app.inject(request(digit))));
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([503, 503, 503]);
  await app.close();
  const told = lines.map((line) => JSON.parse(line)).filter(({ err }) => err);
  const traces = told.map((line) => line.trace_id);
  expect(traces.toSorted()).toEqual(["1", "2", "3"].map((digit) => digit.repeat(32)));
  expect(told[0].span_id).toMatch(/^[0-9a-f]{16}$/);
  await telemetry.stop();
  expect(receiver.spans()).toHaveLength(6);
  for (const { status } of receiver.spans()) expect(status.code).toBe(ERROR_STATUS);
  const bodies = receiver.requests.map(({ body }) => body).join("");
  expect(bodies).toContain("OperatingError");
  expect(bodies).not.toContain("hunter2");
});

test("that the store took no row is told in the trace of an event that it was for", async () => {
  const app = await serve(ground.log);
  await app.inject(request("1"));
  await app.close();
  const { log, clock } = ground;
  const { writer: store, close } = await openGroundStore(ground);
  await store.command("DROP TABLE event_rows");
  const logger = createLinesLogger();
  const writer = await startWriter({ log, clock, store, telemetry, logger, pollEveryMs: 500 });
  await clock.advanceTo(clock.nowMs() + 500);
  await writer.stop();
  await close();
  await telemetry.stop();
  const told = lines.map((line) => JSON.parse(line)).filter(({ err }) => err);
  const failed = receiver.spans().find(({ name }) => name === "write event_rows");
  expect(told).toMatchObject([
    { msg: "The store is not written to", trace_id: "1".repeat(32), span_id: failed?.spanId },
  ]);
});

test("calls that are written together each keep their own trace", async () => {
  const app = await serve(ground.log);
  await Promise.all(["1", "2", "3"].map((digit) => app.inject(request(digit))));
  await app.close();
  const records = await Array.fromAsync(ground.log.replay({ name: "vigie.events", partitions: 1 }));
  for (const { value, traceparent } of records) {
    const { id } = JSON.parse(value);
    expect(traceparent).toMatch(new RegExp(`^00-${id}{32}-[0-9a-f]{16}-01$`));
    expect(traceparent).not.toContain("b".repeat(16));
  }
  expect(records).toHaveLength(3);
});

test("who is not known begins no trace", async () => {
  const app = await serve(ground.log);
  expect((await app.inject(request("1", "wrong"))).statusCode).toBe(401);
  await app.close();
  const metrics = await vi.waitUntil(async () => {
    const read = readMetrics(await telemetry.scrape());
    return read.has('vigie_intake_request_seconds_count{status="401"}') && read;
  });
  expect(metrics.get("vigie_events_accepted_total")).toBe(0);
  await telemetry.stop();
  expect(receiver.spans()).toEqual([]);
});
