import { createHash } from "node:crypto";
import { CloudEvent, HTTP } from "cloudevents";
import fastify, { type FastifyInstance } from "fastify";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createAcceptor } from "../../ingest/accept/create-acceptor.ts";
import { registerIntake } from "../../ingest/intake/register-intake.ts";
import { openEmbeddedLog } from "../../platform/log/open-embedded-log.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { makeEvent } from "./make-event.ts";
import { AHEAD_MAX_MS, type Ground, IDENTITIES_KEPT_MS, openGround } from "./open-ground.ts";

const STRUCTURED = "application/cloudevents+json";
const BATCH = "application/cloudevents-batch+json";
const LINES = "application/x-ndjson";
const BODY_BYTES_MAX = 2 ** 21;
const REQUESTS_PER_MINUTE_MAX = 5;

let ground: Ground;
let app: FastifyInstance;

beforeEach(async () => {
  ground = await openGround();
  app = await serve(ground.acceptor.accept);
});
afterEach(async () => {
  await app.close();
  await ground.close();
});

async function serve(accept: Ground["acceptor"]["accept"]) {
  const server = fastify();
  await registerIntake(server, {
    accept,
    tokens: [
      toToken("acme-sql", "acme", ["/sqlserver"]),
      toToken("globex-sql", "globex", ["/sqlserver"]),
    ],
    limits: { bodyBytesMax: BODY_BYTES_MAX, requestsPerMinuteMax: REQUESTS_PER_MINUTE_MAX },
  });
  return server;
}

function toToken(name: string, tenant: string, sources: string[]) {
  const secretSha256 = createHash("sha256").update(`secret-of-${name}`).digest("hex");
  return { name, secretSha256, tenant, sources };
}

type Post = { readonly type?: string; readonly token?: string | null; readonly headers?: object };

function post(body: unknown, { type = STRUCTURED, token = "acme-sql", headers = {} }: Post = {}) {
  const authorization = token === null ? {} : { authorization: `Bearer secret-of-${token}` };
  return app.inject({
    method: "POST",
    url: "/v1/events",
    headers: { "content-type": type, ...authorization, ...headers },
    payload: typeof body === "string" ? body : JSON.stringify(body),
  });
}

describe("POST /v1/events takes every mode of CloudEvents", () => {
  test("structured", async () => {
    const answer = await post(makeEvent(), { type: `${STRUCTURED}; charset=utf-8` });
    expect(answer.statusCode).toBe(202);
    expect(answer.json()).toEqual({ accepted: 1, duplicate: 0, rejected: [] });
    expect(await ground.read(TOPICS.events)).toHaveLength(1);
  });

  test("binary, with attributes as percent-encoded headers", async () => {
    const { data, ...attributes } = makeEvent({ id: "é 100%", huge: undefined });
    const headers = Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [
        `ce-${name}`,
        encodeURIComponent(String(value)),
      ]),
    );
    delete headers["ce-huge"];
    const body = JSON.stringify({ ...data, huge: 0 }).replace(":0}", ":12345678901234567890}");
    const answer = await post(body, { type: "application/json", headers });
    expect(answer.json()).toEqual({ accepted: 1, duplicate: 0, rejected: [] });
    const [record] = await ground.read(TOPICS.events);
    expect(JSON.parse(record?.value ?? "")).toMatchObject({ id: "é 100%", data });
    expect(record?.value).toContain('"huge":12345678901234567890');
  });

  test("batched, with a reason for each item that is refused", async () => {
    const events = [makeEvent(), makeEvent({ id: 7 }), makeEvent(), makeEvent({ id: "2" })];
    const answer = await post(events, { type: BATCH });
    expect(answer.statusCode).toBe(207);
    expect(answer.json()).toMatchObject({
      accepted: 2,
      duplicate: 1,
      rejected: [{ index: 1, position: "index 1", fault: "not-an-event" }],
    });
  });

  test("batched, each as it was written, though one is no JSON", async () => {
    const text = (event: object) => JSON.stringify(event, null, 2);
    const exact = text(makeEvent({ huge: 0 })).replace('"huge": 0', '"huge": 12345678901234567890');
    const body = `[${exact}, nonsense, ${text(makeEvent({ id: "2" }))}]`;
    const answer = await post(body, { type: BATCH });
    expect(answer.json()).toMatchObject({
      accepted: 2,
      rejected: [{ index: 1, position: "index 1", fault: "not-json" }],
    });
    const [record] = await ground.read(TOPICS.events);
    expect(record?.value).toContain('"huge":12345678901234567890');
  });

  test("one event a line", async () => {
    const body = `${JSON.stringify(makeEvent())}\r\n\n{"broken\n${JSON.stringify(makeEvent({ id: "2" }))}`;
    const answer = await post(body, { type: LINES });
    expect(answer.json()).toMatchObject({
      accepted: 2,
      rejected: [{ index: 1, position: "line 3", fault: "not-json" }],
    });
  });
});

describe("POST /v1/events takes what CloudEvents' own SDK sends", () => {
  test.each([
    ["structured", (event: CloudEvent<unknown>) => HTTP.structured(event)],
    ["binary", (event: CloudEvent<unknown>) => HTTP.binary(event)],
  ])("%s", async (_mode, toMessage) => {
    const { headers, body } = toMessage(new CloudEvent<unknown>({ ...makeEvent({ id: "sdk" }) }));
    const type = String(headers["content-type"] ?? headers["Content-Type"]);
    const answer = await post(body, { type, headers });
    expect(answer.json()).toEqual({ accepted: 1, duplicate: 0, rejected: [] });
    const [record] = await ground.read(TOPICS.events);
    expect(JSON.parse(record?.value ?? "")).toMatchObject({ id: "sdk", data: makeEvent().data });
  });
});

describe("POST /v1/events refuses", () => {
  test.each([
    ["a batch that is no array", "{}", { type: BATCH }, "not-an-event"],
    ["a body that is not JSON", "{", {}, "not-json"],
    ["no body", "", {}, "not-json"],
    [
      "a header that is not percent-encoded UTF-8",
      "{}",
      { type: "application/json", headers: { "ce-specversion": "1.0", "ce-id": "%ff" } },
      "not-an-event",
    ],
    [
      "a data body that tries to be more than data",
      '{}, "source": "/other"',
      { type: "application/json", headers: { "ce-specversion": "1.0", "ce-id": "1" } },
      "not-json",
    ],
  ])("%s with 422 and keeps its bytes", async (_name, body, options, fault) => {
    const answer = await post(body, options);
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({ accepted: 0, rejected: [{ index: 0, fault }] });
    const [record] = await ground.read(TOPICS.rejects);
    expect(JSON.parse(record?.value ?? "")).toMatchObject({
      origin: "token acme-sql",
      bytesBase64: Buffer.from(body).toString("base64"),
    });
  });

  test("a sender without a known token with 401", async () => {
    for (const token of [null, "nobody"]) {
      const answer = await post(makeEvent(), { token });
      expect(answer.statusCode).toBe(401);
      expect(answer.headers["www-authenticate"]).toBe("Bearer");
    }
    expect(await ground.read(TOPICS.events)).toHaveLength(0);
  });

  test("a token that speaks for another tenant with 403, and says which it was", async () => {
    const answer = await post(makeEvent({}, { series: { ...VISITOR_DB, tenant: "globex" } }));
    expect(answer.statusCode).toBe(403);
    expect(answer.json().rejected).toMatchObject([{ fault: "tenant-refused" }]);
    expect(answer.json().rejected[0].reason).toContain('"globex"');
  });

  test("a body of 50 MB with 413, without keeping it", async () => {
    const answer = await post("x".repeat(50 * 2 ** 20));
    expect(answer.statusCode).toBe(413);
    expect(await ground.read(TOPICS.rejects)).toHaveLength(0);
  });

  test.each([
    ["more events", LINES, "1\n".repeat(10_001)],
    ["more lines, though they are blank,", LINES, "\n".repeat(20_001)],
    [
      "a batch of more, which is counted before any of it is read,",
      BATCH,
      "[1,nonsense".padEnd(30_000, ",1"),
    ],
  ])("%s than a request may hold with 413", async (_name, type, body) => {
    const answer = await post(body, { type });
    expect(answer.statusCode).toBe(413);
    expect(answer.json().error).toContain("10000 events");
  });

  test("another media type with 415, and says which it takes", async () => {
    for (const type of ["application/json", "text/plain"]) {
      const answer = await post(makeEvent(), { type });
      expect(answer.statusCode).toBe(415);
      expect(answer.json().error).toContain(STRUCTURED);
    }
  });

  test("a token's requests beyond its rate with 429, and no other token's", async () => {
    for (let sent = 0; sent < REQUESTS_PER_MINUTE_MAX; sent++) {
      expect((await post(makeEvent())).statusCode).toBe(202);
    }
    const answer = await post(makeEvent());
    expect(answer.statusCode).toBe(429);
    expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
    expect((await post(makeEvent(), { token: "globex-sql" })).statusCode).toBe(403);
  });

  test("everything with 503 and Retry-After while the log is full, acknowledging nothing", async () => {
    const log = await openEmbeddedLog({
      directory: `${ground.directory}/small`,
      clock: ground.clock,
      bytesMax: 64 * 1024,
    });
    const { state, clock } = ground;
    const limits = { aheadMaxMs: AHEAD_MAX_MS, identitiesKeptMs: IDENTITIES_KEPT_MS };
    const acceptor = await createAcceptor({ log, state, clock, ...limits });
    await app.close();
    app = await serve(acceptor.accept);
    const answer = await post(makeEvent({ padding: "x".repeat(500_000) }));
    expect(answer.statusCode).toBe(503);
    expect(answer.headers["retry-after"]).toBe("5");
    expect(answer.json().error).toBe("Not all of these events were written: send them all again.");
    await log.close();
  });
});
