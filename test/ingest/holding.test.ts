import { createHash } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, connect, type Socket } from "node:net";
import fastify, { type FastifyError, type FastifyInstance } from "fastify";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createServer } from "../../app/serve/create-server.ts";
import type { Acceptance, Acceptor } from "../../ingest/accept/acceptance.ts";
import type { Take } from "../../ingest/accept/create-taking.ts";
import { guardTaking } from "../../ingest/accept/guard-taking.ts";
import { createHolding } from "../../ingest/intake/create-holding.ts";
import { registerIntake } from "../../ingest/intake/register-intake.ts";
import { createSystemClock } from "../../platform/clock/system-clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import { createLogger } from "../../platform/logger/create-logger.ts";
import { NO_TELEMETRY } from "../../platform/telemetry/telemetry.ts";

const LIMITS = { bodyBytesMax: 1_000, heldBytesMax: 2_500, heldBytesPerTokenMax: 1_500 };

let app: FastifyInstance;
const sockets: Socket[] = [];

beforeEach(async () => {
  app = fastify({ forceCloseConnections: true });
  const hold = createHolding(LIMITS);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.setErrorHandler<FastifyError>((error, _request, reply) =>
    reply.code(error instanceof OperatingError ? 503 : (error.statusCode ?? 500)).send(),
  );
  app.addHook("preParsing", async (request, reply) =>
    hold(request, reply, String(request.headers["token"])),
  );
  app.post("/", { bodyLimit: LIMITS.bodyBytesMax }, async ({ body }) => (body as Buffer).length);
  await app.listen({ host: "127.0.0.1", port: 0 });
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await app.close();
});

/** A request whose head and the beginning of whose body have come. */
function begin(token: string, length: string, body = "x") {
  return send(app, ["POST / HTTP/1.1", `token: ${token}`, "content-type: a/b", length], body);
}

function send({ server }: FastifyInstance, head: readonly string[], body: string) {
  const { port } = server.address() as AddressInfo;
  const socket = connect({ host: "127.0.0.1", port });
  sockets.push(socket);
  socket.on("error", () => undefined);
  socket.write(`${head.join("\r\n")}\r\nhost: here\r\n\r\n${body}`);
  const answer = once(socket, "data").then(([data]) => String(data));
  answer.catch(() => undefined);
  const status = answer.then((text) => Number(text.slice(9, 12)));
  status.catch(() => undefined);
  return { socket, answer, status };
}

const told = (bytes: number) => `content-length: ${bytes}`;
const CHUNKED = "transfer-encoding: chunked";
const chunk = (bytes: number) => `${bytes.toString(16)}\r\n${"x".repeat(bytes)}\r\n`;

/** As soon as what is held allows it. */
async function statusInTheEnd(token: string, bytes: number): Promise<number> {
  for (let tries = 0; ; tries++) {
    const status = await begin(token, told(bytes), "x".repeat(bytes)).status;
    if (status !== 503 || tries === 100) return status;
  }
}

/** As soon as what was begun before has been counted. */
async function expectFull(token: string) {
  const body = "x".repeat(1_000);
  await expect.poll(() => begin(token, told(1_000), body).status).toBe(503);
}

describe("bodies that are being received", () => {
  test("are refused beyond a token's bound, and no other token's", async () => {
    begin("acme", told(1_000));
    await expectFull("acme");
    expect(await statusInTheEnd("globex", 1_000)).toBe(200);
  });

  test("are refused beyond the bound of all", async () => {
    begin("acme", told(1_000));
    begin("globex", told(1_000));
    await expectFull("initech");
    expect(await begin("initech", told(400), "x".repeat(400)).status).toBe(200);
  });

  test("are counted as they come where they do not tell their length, and told before their end", async () => {
    begin("acme", CHUNKED, chunk(900));
    await expectFull("acme");
    expect(await begin("acme", CHUNKED, chunk(700)).status).toBe(503);
    expect(await begin("globex", CHUNKED, `${chunk(900)}0\r\n\r\n`).status).toBe(200);
  });

  test("may be longer than the bounds alone, whether they tell their length or not", async () => {
    const hold = createHolding({
      bodyBytesMax: 5_000,
      heldBytesMax: 900,
      heldBytesPerTokenMax: 900,
    });
    const other = fastify({ forceCloseConnections: true });
    other.removeAllContentTypeParsers();
    other.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) =>
      done(null, body),
    );
    other.addHook("preParsing", async (request, reply) => hold(request, reply, "acme"));
    other.post("/", async ({ body }) => (body as Buffer).length);
    await other.listen({ host: "127.0.0.1", port: 0 });
    const head = ["POST / HTTP/1.1", "content-type: a/b"];
    const length = send(other, [...head, told(2_000)], "x".repeat(2_000));
    expect(await length.status).toBe(200);
    const { status } = send(other, [...head, CHUNKED], `${chunk(800)}${chunk(800)}0\r\n\r\n`);
    expect(await status).toBe(200);
    await other.close();
  });

  test("are not counted any more once they were answered, or their sender has gone", async () => {
    for (let time = 0; time < 5; time++)
      expect(await begin("acme", told(900), "x".repeat(900)).status).toBe(200);
    const gone = [begin("acme", told(1_000)), begin("acme", CHUNKED, chunk(400))];
    await expectFull("acme");
    for (const { socket } of gone) socket.destroy();
    expect(await statusInTheEnd("acme", 1_000)).toBe(200);
  });

  test("may be cut off after they were refused as too long", async () => {
    const { socket, status } = begin("acme", CHUNKED, chunk(1_001));
    expect(await status).toBe(413);
    socket.write(chunk(1_001));
    socket.destroy();
    expect(await statusInTheEnd("acme", 1_000)).toBe(200);
  });

  test("do not count where they tell that they are longer than may be", async () => {
    const long = begin("acme", told(1e9));
    expect(await long.status).toBe(413);
    expect(await begin("acme", told(1_000), "x".repeat(1_000)).status).toBe(200);
  });
});

describe("the intake", () => {
  const secretSha256 = (secret: string) => createHash("sha256").update(secret).digest("hex");
  const tokens = ["jobs", "others"].map((name) => ({
    ...{ name, secretSha256: secretSha256(name), tenant: "acme", sources: ["/jobs"] },
  }));
  const headOf = (secret: string, bytes: number) => [
    ...["POST /v1/events HTTP/1.1", `authorization: Bearer ${secret}`, told(bytes)],
    "content-type: application/x-ndjson",
  ];
  const LONG_BYTES = 2 ** 24;

  async function listen(accept: Acceptor["accept"]) {
    const server = fastify({ forceCloseConnections: true });
    const limits = { bodyBytesMax: LONG_BYTES, requestsPerMinuteMax: 100 };
    await registerIntake(server, { accept, tokens, limits });
    await server.listen({ host: "127.0.0.1", port: 0 });
    return server;
  }

  test("refuses what one token has too much of, before it has come", async () => {
    const server = await listen(async () => ({ accepted: 0, duplicate: 0, rejected: [] }));
    try {
      const head = headOf("jobs", LONG_BYTES);
      const first = [1, 2].map(() => send(server, head, "{"));
      const answer = await send(server, head, "{").answer;
      expect(answer).toMatch(/^HTTP\/1.1 503 .*retry-after: 5\r\n/s);
      for (const { socket } of first) socket.destroy();
    } finally {
      await server.close();
    }
  });

  test("takes others' events while one token has all that it may wait to be written", async () => {
    const writing = Promise.withResolvers<Acceptance>();
    let [taken, refused] = [0, 0];
    const take: Take = () => {
      taken++;
      return writing.promise;
    };
    const guarded = guardTaking(take, { clock: createSystemClock(), telemetry: NO_TELEMETRY });
    const server = await listen(guarded.accept);
    try {
      const body = `${"x".repeat(2 ** 20 - 1)}\n`.repeat(LONG_BYTES / 2 ** 20);
      for (let sender = 1; sender <= 5; sender++)
        send(server, headOf("jobs", LONG_BYTES), body)
          .status.catch(() => undefined)
          .then(() => refused++);
      await expect.poll(() => taken + refused, { timeout: 20_000 }).toBe(5);
      const other = send(server, headOf("others", 1_000), "x".repeat(1_000));
      const answered = other.status.then(() => "answered");
      await Promise.race([expect.poll(() => taken + refused).toBe(6), answered]);
      writing.resolve({ accepted: 1, duplicate: 0, rejected: [] });
      expect(await other.status).toBe(202);
    } finally {
      await server.close();
    }
  });
});

test("the server waits two minutes for a request, and reads no long one that no route wants", async () => {
  const logger = createLogger({ level: "silent", destination: process.stderr });
  const server = createServer({ logger });
  expect(server.server.requestTimeout).toBe(120_000);
  const payload = JSON.stringify("x".repeat(100_000));
  const headers = { "content-type": "application/json" };
  const answer = await server.inject({ method: "POST", url: "/nowhere", headers, payload });
  expect(answer.statusCode).toBe(413);
  await server.close();
});
