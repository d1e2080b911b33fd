import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { anonymousRole, doubtAnonymous } from "../../../app/access/anonymous-role.ts";
import { configSchema } from "../../../schemas/config.ts";
import { bearer, openAccessWorld } from "./access-world.ts";

const PUBLIC = { publicUrl: "https://vigie.example.com/" };

test.each([
  ["on loopback", {}, {}, "viewer", false],
  ["by another name of loopback", { listen: { host: "::1" } }, {}, "viewer", false],
  ["beyond loopback", { listen: { host: "0.0.0.0" } }, {}, null, false],
  ["behind a proxy", { listen: { behindProxy: true } }, {}, null, false],
  ["at an address for others", { listen: PUBLIC }, {}, null, false],
  [
    "at an address of this machine",
    { listen: { publicUrl: "http://localhost/" } },
    {},
    "viewer",
    false,
  ],
  ["nobody, as said", {}, { anonymous: "none" }, null, false],
  ["an operator, as said", {}, { anonymous: "operator" }, "operator", false],
  ["a viewer beyond, as said", { listen: PUBLIC }, { anonymous: "viewer" }, "viewer", true],
])("who shows nothing is let in %s", (_, listen, access, role, isDoubted) => {
  const config = configSchema.parse({ ...listen, access });
  expect(anonymousRole(config)).toBe(role);
  expect(doubtAnonymous(config) !== null).toBe(isDoubted);
});

test("a start says so where others are let in without a token", async () => {
  const { logged } = await openAccessWorld({ access: { anonymous: "viewer" }, listen: PUBLIC });
  expect(logged.join("")).toContain("is let in as viewer, without a token");
  expect((await openAccessWorld()).logged).toEqual([]);
});

test("whoever shows nothing reads on loopback, changes nothing, and signs in for more", async () => {
  const { ask } = await openAccessWorld();
  const session = await ask("/api/v1/session");
  expect(session.body).toMatchObject({
    ...{ name: "anonymous", role: "viewer", tenants: null, rights: ["read"] },
    ...{ isAnonymous: true, expiresAt: null },
  });
  expect((await ask("/api/things/read")).status).toBe(200);
  const headers = { "x-vigie-csrf": session.body.csrf };
  const change = await ask("/api/things/decide/7", { method: "POST", headers });
  expect(change.status).toBe(403);
  expect(change.body.hint).toBe("It takes one of the roles operator, restorer, approver, admin.");
});

test("an anonymous operator's changes need the CSRF token of this process", async () => {
  const given = { access: { anonymous: "operator" } };
  const { ask } = await openAccessWorld(given);
  const { body } = await ask("/api/v1/session");
  const other = await (await openAccessWorld(given)).ask("/api/v1/session");
  const change = async (headers: Record<string, string>) =>
    (await ask("/api/things/decide/7", { method: "POST", headers })).status;
  expect(await change({})).toBe(403);
  const { body: refusal } = await ask("/api/things/decide/7", { method: "POST" });
  expect(refusal).toMatchObject({
    code: "forged",
    hint: expect.stringContaining("Authorization: Bearer TOKEN"),
  });
  expect(await change({ "x-vigie-csrf": other.body.csrf })).toBe(403);
  expect(await change({ "x-vigie-csrf": body.csrf, origin: "http://evil.example.com" })).toBe(403);
  expect(await change({ "x-vigie-csrf": body.csrf, origin: "http://localhost" })).toBe(202);
});

test.each([
  ["localhost:8420", true],
  ["127.0.0.1:8420", true],
  ["127.8.8.8", true],
  ["[::1]:8420", true],
  ["LOCALHOST", true],
  ["vigie.example.com", true],
  ["vigie.example.com:8443", true],
  ["evil.example.com:8420", false],
  ["localhost.evil.example.com", false],
  ["127.0.0.1.evil.example.com", false],
  ["vigie.example.com.evil.example.com", false],
  ["10.0.0.1", false],
  ["0.0.0.0", false],
  ["localhost:8420@evil.example.com", false],
])("a page that calls us %s, as by DNS rebinding, reads without a token: %s", async (host, may) => {
  const { ask, give } = await openAccessWorld({
    access: { anonymous: "viewer" },
    listen: { ...PUBLIC, behindProxy: true },
  });
  const read = async (headers: Record<string, string>) =>
    (await ask("/api/things/read", { headers })).status;
  expect(await read({ host })).toBe(may ? 200 : 401);
  expect(await read({ host: "localhost", "x-forwarded-host": host })).toBe(may ? 200 : 401);
  expect(await read({ host, ...bearer(await give("ada", "viewer")) })).toBe(200);
});

test.each(["x-forwarded-for", "forwarded", "via"])(
  "whom a proxy lets through that nobody told us of (%s) is not this machine's people",
  async (header) => {
    const { ask, give } = await openAccessWorld();
    const headers = { [header]: "192.0.2.1" };
    const { status, body } = await ask("/api/things/read", { headers });
    expect([status, body.hint]).toEqual([401, expect.stringContaining("behindProxy")]);
    const known = { ...headers, ...bearer(await give("ada", "viewer")) };
    expect((await ask("/api/things/read", { headers: known })).status).toBe(200);
  },
);

test.each([
  ["1.0", 401],
  ["1.1", 200],
])(
  "over HTTP/%s, as a proxy that names nothing speaks, who shows nothing gets %d",
  async (version, status) => {
    const { app } = await openAccessWorld();
    await app.listen({ host: "127.0.0.1", port: 0 });
    const { port } = app.server.address() as AddressInfo;
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    const head = ["Host: 127.0.0.1", "Connection: close"].join("\r\n");
    socket.write(`GET /api/things/read HTTP/${version}\r\n${head}\r\n\r\n`);
    expect(await text(socket)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  },
);

test("what is served nowhere says where events go, to strangers too", async () => {
  const { ask } = await openAccessWorld({ access: { anonymous: "none" } });
  const hint = expect.stringContaining("POST /v1/events");
  const nothing = { status: 404, body: { code: "not-found", hint } };
  expect(await ask("/v1/event")).toMatchObject(nothing);
  expect(await ask("/v1/event", { method: "POST", body: {} })).toMatchObject(nothing);
});
