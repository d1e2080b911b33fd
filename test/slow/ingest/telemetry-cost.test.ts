import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createServer } from "../../../app/serve/create-server.ts";
import { createAcceptor } from "../../../ingest/accept/create-acceptor.ts";
import { registerIntake } from "../../../ingest/intake/register-intake.ts";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { measureLog } from "../../../platform/log/measure-log.ts";
import { openEmbeddedLog } from "../../../platform/log/open-embedded-log.ts";
import { openSqliteState } from "../../../platform/state/open-sqlite-state.ts";
import { startTelemetry } from "../../../platform/telemetry/start-telemetry.ts";
import { NO_TELEMETRY, type Telemetry } from "../../../platform/telemetry/telemetry.ts";
import { makeEvent } from "../../ingest/make-event.ts";
import { startOtlpReceiver } from "../../services/start-otlp-receiver.ts";

const ROUNDS = 8;
const WAYS = ["off", "on"] as const;
/** What is lost at worst; the machine may have other work. */
const RATIO_MIN = 0.6;
const HOUR_MS = 3_600_000;
const secretSha256 = createHash("sha256").update("secret").digest("hex");
const logger = pino({ level: "silent" });
const clock = createSystemClock();
const stack = new AsyncDisposableStack();
let eventId = 0;

/** An intake on a real log and state, as `vigie up` has it; answers with its address. */
async function serve(telemetry: Telemetry): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "vigie-cost-"));
  stack.defer(() => rm(directory, { recursive: true }));
  const bare = await openEmbeddedLog({ directory, clock });
  const log = telemetry === NO_TELEMETRY ? bare : measureLog(bare, telemetry, clock);
  stack.defer(() => log.close());
  const state = await openSqliteState({ file: join(directory, "state.sqlite") });
  stack.defer(() => state.close());
  const keeping = { aheadMaxMs: HOUR_MS, identitiesKeptMs: HOUR_MS };
  const acceptor = await createAcceptor({ log, state, clock, telemetry, ...keeping });
  const app = createServer({ logger });
  stack.defer(() => app.close());
  await registerIntake(app, {
    accept: acceptor.accept,
    tokens: [{ name: "t", secretSha256, tenant: "acme", sources: ["/"] }],
    limits: { bodyBytesMax: 2 ** 24, requestsPerMinuteMax: 10_000_000 },
    telemetry,
  });
  return app.listen({ host: "127.0.0.1", port: 0 });
}

/** Milliseconds that so many requests took, eight at a time. */
async function send(url: string, requests: number, eventsPerRequest: number): Promise<number> {
  const bodies = Array.from({ length: requests }, () =>
    Array.from({ length: eventsPerRequest }, () =>
      JSON.stringify(makeEvent({ id: String(eventId++) })),
    ).join("\n"),
  );
  const headers = { "content-type": "application/x-ndjson", authorization: "Bearer secret" };
  const startedMs = clock.nowMs();
  async function work() {
    for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) {
      const answer = await fetch(`${url}/v1/events`, { method: "POST", headers, body });
      expect(answer.status).toBe(202);
      await answer.arrayBuffer();
    }
  }
  await Promise.all(Array.from({ length: 8 }, work));
  return clock.nowMs() - startedMs;
}

let urls: { readonly off: string; readonly on: string };
beforeAll(async () => {
  const receiver = await startOtlpReceiver();
  stack.defer(() => receiver.close());
  const otlp = { url: receiver.url, headers: {}, everyMs: 10_000, sampled: 1 };
  const telemetry = startTelemetry({ version: "0", logger, otlp });
  stack.defer(() => telemetry.stop());
  urls = { off: await serve(NO_TELEMETRY), on: await serve(telemetry) };
});
afterAll(() => stack.disposeAsync());

test.each([
  [20, 500],
  [400, 1],
])(
  "%i requests of %i events cost little more when all is counted and traced",
  async (requests, events) => {
    const spentMs = { off: 0, on: 0 };
    await send(urls.off, requests, events);
    await send(urls.on, requests, events);
    for (let round = 0; round < ROUNDS; round++)
      for (const way of round % 2 ? WAYS : WAYS.toReversed())
        spentMs[way] += await send(urls[way], requests, events);
    const rateOf = (ms: number) => Math.round((ROUNDS * requests * events * 1_000) / ms);
    const ratio = spentMs.off / spentMs.on;
    const rates = { off: rateOf(spentMs.off), on: rateOf(spentMs.on) };
    process.stdout.write(`${JSON.stringify({ requests, events, ...rates, ratio })}\n`);
    expect(ratio).toBeGreaterThan(RATIO_MIN);
  },
);
