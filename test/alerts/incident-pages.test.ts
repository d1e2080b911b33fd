import type { FastifyInstance } from "fastify";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createLinkSigner } from "../../alerts/incoming/acknowledge-link.ts";
import { registerIncidentPages } from "../../alerts/incoming/register-incident-pages.ts";
import { createServer } from "../../app/serve/create-server.ts";
import { createLogger } from "../../platform/logger/create-logger.ts";
import { decisionSchema } from "../../schemas/decision.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { aFinding, resolvedOf } from "./a-finding.ts";
import { openAlertsWorld } from "./alerts-world.ts";

const LINKS = { secret: "a secret of the tests", validForMs: 3_600_000 };
const POLL_MS = 10_000;

let world: Awaited<ReturnType<typeof openAlertsWorld>>;
let app: FastifyInstance;
let alerts: Awaited<ReturnType<typeof world.start>>;
let id: string;

const FINDING = aFinding({
  summary: { en: "<b>VisitorDb</b> has no backup", fr: "VisitorDb n'a pas de sauvegarde" },
});

beforeEach(async () => {
  world = await openAlertsWorld();
  alerts = await world.start();
  const { log, state, clock } = world;
  app = createServer({
    logger: createLogger({ level: "silent", destination: process.stderr }),
  });
  registerIncidentPages(app, {
    ...{ log, state, clock, zone: "Europe/Paris", lang: "en" },
    links: LINKS,
    seenBy: async ({ headers }, incident) => (headers["x-stranger"] ? null : incident),
    isSignedIn: async ({ headers }) => headers.cookie === "vigie=ada",
  });
  await world.say(FINDING);
  await world.pass(POLL_MS);
  id = JSON.parse(world.receiver.received[0]?.text ?? "{}").incident.id;
});
afterEach(async () => {
  await app.close();
  await alerts.stop();
  await world.close();
});

function linkOf(changes: { incident?: string; by?: string; secret?: string } = {}) {
  const { incident = id, by = "ada@example.com", secret = LINKS.secret } = changes;
  const boardUrl = "https://vigie.example.com/";
  const link = createLinkSigner({ ...LINKS, secret }, { boardUrl, clock: world.clock });
  return link(incident, by).slice(boardUrl.length - 1);
}

async function decisions() {
  const consumer = await world.log.consume(TOPICS.decisions, "test");
  const records = await consumer.poll(100);
  await consumer.close();
  return records.map(({ value }) => decisionSchema.parse(JSON.parse(value)));
}

test("the page that pages link to says what is wrong, and names stay names", async () => {
  const { statusCode, body, headers } = await app.inject(`/incidents/${id}`);
  expect(statusCode).toBe(200);
  expect(body).toContain("&lt;b&gt;VisitorDb&lt;/b&gt; has no backup");
  expect(body).not.toContain("<b>");
  expect(body).not.toContain("<form");
  expect(headers["content-security-policy"]).toContain("default-src 'none'");
});

test("who has signed in is led to the incident on the board, others have a way there", async () => {
  const [address, signedIn] = [`/incidents/${id}`, { cookie: "vigie=ada" }];
  const led = await app.inject({ url: address, headers: signedIn });
  expect([led.statusCode, led.headers.location]).toEqual([303, `/#/incidents/${id}`]);
  expect((await app.inject(address)).body).toContain(`href="/#/incidents/${id}"`);
  // The signed link asks its own question, whoever follows it.
  const asked = await app.inject({ url: linkOf(), headers: signedIn });
  expect(asked.body).toContain("<form");
});

test("who may not see it learns nothing of it, but by a link that was signed", async () => {
  const headers = { "x-stranger": "yes", cookie: "vigie=ada" };
  const nowhere = await app.inject({ url: `/incidents/${"0".repeat(32)}`, headers });
  const { statusCode, body } = await app.inject({ url: `/incidents/${id}`, headers });
  expect([statusCode, body]).toEqual([404, nowhere.body.replace("0".repeat(32), id)]);
  expect(body).not.toContain("VisitorDb");
  expect(body).toContain(`href="/#/incidents/${id}"`);
  expect((await app.inject({ url: linkOf(), headers })).body).toContain("VisitorDb");
});

test("what there is not is told as that", async () => {
  for (const path of [`/incidents/${"0".repeat(32)}`, "/incidents/..%2f..%2fetc", "/incidents/x"])
    expect((await app.inject(path)).statusCode).toBe(404);
});

test("who follows the link is asked, and who then says so has acknowledged", async () => {
  const asked = await app.inject(linkOf());
  expect(asked.statusCode).toBe(200);
  expect(asked.body).toContain("<form");
  expect(await decisions()).toEqual([]);
  const said = await app.inject({ method: "POST", url: linkOf() });
  expect(said.body).toContain("Acknowledged by ada@example.com");
  const [decision] = await decisions();
  expect(decision).toMatchObject({ kind: "acknowledge", incident: id, author: "ada@example.com" });
});

test("a browser's form says it as well", async () => {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const said = await app.inject({ method: "POST", url: linkOf(), headers, payload: "" });
  expect(said.statusCode).toBe(200);
});

test("a link is good for its time", async () => {
  const link = linkOf();
  await world.pass(LINKS.validForMs - POLL_MS);
  expect((await app.inject(link)).statusCode).toBe(200);
  await world.pass(2 * POLL_MS);
  expect((await app.inject({ method: "POST", url: link })).statusCode).toBe(404);
  expect(await decisions()).toEqual([]);
});

test.each([
  ["another secret", () => linkOf({ secret: "another" })],
  ["another incident", () => linkOf({ incident: "0".repeat(32) }).replace("0".repeat(32), id)],
  ["another person", () => linkOf().replace("ada", "eve")],
  ["a later end", () => linkOf().replace(/until=[0-9]+/, "until=99999999999")],
  ["no signature", () => linkOf().replace(/&signature=.*/, "")],
  ["a signature of another length", () => `${linkOf()}A`],
  ["a signature twice", () => `${linkOf()}&signature=A`],
])("a link with %s acknowledges nothing", async (_, link) => {
  const { statusCode, body } = await app.inject({ method: "POST", url: link() });
  expect(statusCode).toBe(404);
  expect(body).not.toContain("VisitorDb");
  expect(await decisions()).toEqual([]);
});

test("what is resolved has nothing left to acknowledge", async () => {
  const link = linkOf();
  await world.say(resolvedOf(FINDING));
  await world.pass(POLL_MS);
  const { body } = await app.inject({ method: "POST", url: link });
  expect(body).toContain("It is resolved");
  expect(await decisions()).toEqual([]);
});
