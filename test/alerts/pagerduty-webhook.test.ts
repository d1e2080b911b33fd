import { createHmac } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { afterEach, beforeEach, expect, test } from "vitest";
import { registerPagerdutyWebhook } from "../../alerts/incoming/register-pagerduty-webhook.ts";
import { createServer } from "../../app/serve/create-server.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { EventLog } from "../../platform/log/event-log.ts";
import { createLogger } from "../../platform/logger/create-logger.ts";
import { decisionSchema } from "../../schemas/decision.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { aFinding } from "./a-finding.ts";
import { openAlertsWorld } from "./alerts-world.ts";

const SECRETS = ["a secret of the tests", "the one before it"];
const POLL_MS = 10_000;
const HOUR_MS = 3_600_000;

let world: Awaited<ReturnType<typeof openAlertsWorld>>;
let app: FastifyInstance;
let alerts: Awaited<ReturnType<typeof world.start>>;
let id: string;

function serve(log: EventLog = world.log) {
  const logger = createLogger({ level: "silent", destination: process.stderr });
  const server = createServer({ logger });
  const { state, clock } = world;
  registerPagerdutyWebhook(server, { log, state, clock, secrets: SECRETS });
  return server;
}

beforeEach(async () => {
  world = await openAlertsWorld();
  alerts = await world.start();
  app = serve();
  await world.say(aFinding());
  await world.pass(POLL_MS);
  id = JSON.parse(world.receiver.received[0]?.text ?? "{}").incident.id;
});
afterEach(async () => {
  await app.close();
  await alerts.stop();
  await world.close();
});

/** As of https://developer.pagerduty.com/docs/webhooks-overview */
function eventOf(changes: object = {}, data: object = {}) {
  return JSON.stringify({
    event: {
      id: "01CH754SM17TWPE2V2H4VPBRO7",
      event_type: "incident.acknowledged",
      resource_type: "incident",
      occurred_at: new Date(world.clock.nowMs()).toISOString(),
      agent: { id: "PLH1HKV", type: "user_reference", summary: "Visitor team" },
      client: null,
      data: {
        ...{ id: "PGR0VU2", type: "incident", status: "acknowledged", incident_key: id },
        ...data,
      },
      ...changes,
    },
  });
}

function signatureOf(body: string, secret = SECRETS[0] ?? ""): string {
  return `v1=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

async function post(body: string, signature: string | null = signatureOf(body), server = app) {
  const headers = {
    "content-type": "application/json",
    ...(signature !== null && { "x-pagerduty-signature": signature }),
  };
  const url = "/v1/incoming/pagerduty";
  const answer = await server.inject({ method: "POST", url, headers, payload: body });
  return { status: answer.statusCode, ...answer.json() };
}

async function decisions() {
  const consumer = await world.log.consume(TOPICS.decisions, "test");
  const records = await consumer.poll(100);
  await consumer.close();
  return records.map(({ value }) => decisionSchema.parse(JSON.parse(value)));
}

test("who acknowledges in PagerDuty acknowledges the incident, under his name", async () => {
  expect(await post(eventOf())).toEqual({ status: 202, taken: true });
  expect(await decisions()).toMatchObject([
    {
      kind: "acknowledge",
      incident: id,
      author: "Visitor team",
      time: world.clock.nowMs(),
      reason: "acknowledged in PagerDuty",
    },
  ]);
});

test("one of several signatures suffices, of any secret that is known", async () => {
  const body = eventOf();
  const wrong = signatureOf(body, "wrong");
  const header = `${wrong},${signatureOf(body, SECRETS[1])}`;
  expect(await post(body, header)).toMatchObject({ status: 202, taken: true });
});

test.each([
  ["none", () => null],
  ["another's", (body: string) => signatureOf(body, "wrong")],
  ["of another body", () => signatureOf("{}")],
  ["cut", (body: string) => signatureOf(body).slice(0, -1)],
  ["of another version", (body: string) => signatureOf(body).replace("v1", "v2")],
  ["after ten others", (body: string) => `${"v1=0,".repeat(10)}${signatureOf(body)}`],
])("a signature that is %s is refused", async (_, signatureFor) => {
  const body = eventOf();
  expect((await post(body, signatureFor(body))).status).toBe(401);
  expect(await decisions()).toEqual([]);
});

test.each([
  ["another event", { event_type: "incident.resolved" }, {}, "no acknowledgement"],
  ["no incident of ours", {}, { incident_key: "0".repeat(32) }, "no such incident"],
  ["no key", {}, { incident_key: null }, "no incident_key"],
  ["an hour and more ago", { occurred_at: "2026-11-17T04:30:00Z" }, {}, "too old"],
  ["before it opened", { occurred_at: "2026-11-17T05:30:00Z" }, {}, "asked for somebody since"],
  ["tomorrow", { occurred_at: "2026-11-18T06:00:00Z" }, {}, "not yet"],
] as const)("what is of %s is not taken", async (_, changes, data, reason) => {
  const answer = await post(eventOf(changes, data));
  expect(answer).toMatchObject({ status: 202, taken: false });
  expect(answer.reason).toContain(reason);
  expect(await decisions()).toEqual([]);
});

test("an event that is replayed is taken once, and after an hour never", async () => {
  const body = eventOf();
  await post(body);
  expect(await post(body)).toMatchObject({ taken: false, reason: "it was taken already" });
  await world.pass(HOUR_MS + POLL_MS);
  expect(await post(body)).toMatchObject({ taken: false, reason: "it is too old, or not yet" });
  expect(await decisions()).toHaveLength(1);
});

test("the same event is the same decision to another process", async () => {
  const other = serve();
  const body = eventOf();
  await post(body);
  await post(body, signatureOf(body), other);
  await other.close();
  const ids = (await decisions()).map((decision) => decision.id);
  expect(new Set(ids).size).toBe(1);
});

test.each(["", "{", "[]", '{"event":{}}', '{"event":null}', "\u0000"])(
  "a signed body that is no event is refused: %j",
  async (body) => {
    expect((await post(body)).status).toBe(400);
  },
);

test("a body that is huge is refused before it is read", async () => {
  expect((await post("x".repeat(300_000))).status).toBe(413);
});

test("an author without a name, and one with a hostile one, is one line", async () => {
  await post(eventOf({ id: "1", agent: null }));
  await post(eventOf({ id: "2", agent: { summary: `\u202eeve\r\n${"x".repeat(600)}` } }));
  const [nobody, eve] = (await decisions()).map(({ author }) => author);
  expect(nobody).toBe("PagerDuty");
  expect(eve).toMatch(/^eve x+…$/);
});

test("what cannot be written is asked for again", async () => {
  const append = async () => {
    throw new OperatingError("Cannot append as the disk is full", { retryable: true });
  };
  const full = serve({ ...world.log, append });
  expect((await post(eventOf(), undefined, full)).status).toBe(503);
  await full.close();
  expect(await post(eventOf())).toMatchObject({ taken: true });
});
