import { expect, test } from "vitest";
import { z } from "zod";
import { sessionSchema } from "../../../schemas/session.ts";
import { bearer, DAY_MS, openAccessWorld, signIn } from "./access-world.ts";

const NOBODY = { access: { anonymous: "none" } };
const HOUR_MS = 3_600_000;
const POST = { method: "POST" } as const;

test("a browser signs in with a token, acts as its holder, and signs out", async () => {
  const world = await openAccessWorld(NOBODY);
  const { ask, give } = world;
  expect((await ask("/api/v1/session")).status).toBe(401);
  const token = await give("ada", "operator", { tenants: ["acme"] });
  const { answer, reading, changing } = await signIn(world, token);
  const told = {
    ...{ name: "ada", role: "operator", tenants: ["acme"], isAnonymous: false },
    ...{ rights: ["read", "decide", "verify"], expiresAt: "2026-11-21T00:00:00Z" },
    csrf: expect.stringMatching(/^[\w-]{43}$/),
  };
  expect([answer.status, answer.body]).toEqual([200, told]);
  expect(z.strictObject(sessionSchema.shape).parse(answer.body)).toEqual(answer.body);
  expect((await ask("/api/v1/session", { headers: reading })).body).toEqual(answer.body);
  expect((await ask("/api/things/read", { headers: reading })).status).toBe(200);
  const changed = await ask("/api/things/decide/7", { ...POST, headers: changing });
  expect([changed.status, changed.body.name]).toEqual([202, "ada"]);
  const out = await ask("/api/v1/session", { method: "DELETE", headers: changing });
  expect([out.status, out.body, out.cookies[0]?.value]).toEqual([204, null, ""]);
  expect((await ask("/api/things/read", { headers: reading })).status).toBe(401);
});

test("the cookie is for our own pages alone, and over TLS alone where there is TLS", async () => {
  const plain = await openAccessWorld(NOBODY);
  const { cookie } = await signIn(plain, await plain.give("ada", "viewer"));
  expect(cookie).toEqual({
    ...{ name: "vigie", value: expect.any(String), path: "/", maxAge: 12 * 3_600 },
    ...{ httpOnly: true, sameSite: "Strict" },
  });
  const listen = { behindProxy: true, publicUrl: "https://vigie.example.com/" };
  const safe = await openAccessWorld({ ...NOBODY, listen });
  const signed = await signIn(safe, await safe.give("ada", "viewer"));
  expect(signed.cookie).toMatchObject({ name: "__Host-vigie", secure: true, path: "/" });
  expect((await safe.ask("/api/things/read", { headers: signed.reading })).status).toBe(200);
});

test("a session ends after twelve hours, with its token, and when another replaces it", async () => {
  const world = await openAccessWorld(NOBODY);
  const { ask, give, clock, passMs, revoke } = world;
  const read = async (headers: Record<string, string>) =>
    (await ask("/api/things/read", { headers })).status;
  const token = await give("ada", "viewer");
  const long = await signIn(world, token);
  const short = await signIn(
    world,
    await give("bo", "viewer", { expiresAtMs: clock.nowMs() + HOUR_MS }),
  );
  expect(short.cookie?.maxAge).toBe(3_600);
  await passMs(HOUR_MS);
  expect([await read(long.reading), await read(short.reading)]).toEqual([200, 401]);
  await passMs(11 * HOUR_MS - 1);
  expect(await read(long.reading)).toBe(200);
  await passMs(1);
  expect(await read(long.reading)).toBe(401);

  const first = await signIn(world, token);
  const again = await ask("/api/v1/session", { ...POST, headers: first.reading, body: { token } });
  const second = { cookie: `vigie=${again.cookies[0]?.value}` };
  expect([await read(first.reading), await read(second)]).toEqual([401, 200]);
  await revoke("ada");
  expect(await read(second)).toBe(401);
});

test("a cookie that was tampered with is none", async () => {
  const world = await openAccessWorld(NOBODY);
  const { cookie } = await signIn(world, await world.give("ada", "admin"));
  const value = String(cookie?.value);
  const last = value.endsWith("A") ? "E" : "A";
  for (const other of [`${value.slice(0, -1)}${last}`, `${value}A`, "", "%00", "\u00e9", "a; b"]) {
    const { status } = await world.ask("/api/things/read", {
      headers: { cookie: `vigie=${other}` },
    });
    expect([other, status]).toEqual([other, 401]);
  }
});

test("a change with a cookie needs its own CSRF token, and our own page as its origin", async () => {
  const world = await openAccessWorld(NOBODY);
  const { ask, give } = world;
  const ada = await signIn(world, await give("ada", "operator"));
  const eve = await signIn(world, await give("eve", "operator"));
  const change = async (headers: Record<string, string>) =>
    (await ask("/api/things/decide/7", { ...POST, headers })).status;
  const csrf = ada.changing["x-vigie-csrf"];
  const refused: readonly Record<string, string>[] = [
    ada.reading,
    { ...ada.reading, "x-vigie-csrf": "" },
    { ...ada.reading, "x-vigie-csrf": eve.changing["x-vigie-csrf"] },
    { ...ada.reading, "x-vigie-csrf": csrf.slice(1) },
    ...[
      "http://evil.example.com",
      "null",
      "",
      "http://localhost:81",
      "file://",
      "chrome://localhost:80",
    ].map((origin) => ({ ...ada.changing, origin })),
    { ...ada.changing, origin: "http://localhost.evil.example.com" },
    { ...ada.changing, "x-forwarded-host": "evil.example.com", origin: "http://evil.example.com" },
  ];
  for (const headers of refused) expect([headers, await change(headers)]).toEqual([headers, 403]);
  expect(await change(ada.changing)).toBe(202);
  expect(await change({ ...ada.changing, origin: "http://localhost" })).toBe(202);
  expect(await change({ ...ada.changing, origin: "http://localhost:80" })).toBe(202);
  const token = bearer(await give("program", "operator"));
  expect(await change({ ...token, origin: "http://evil.example.com" })).toBe(202);
  for (const method of ["PUT", "PATCH", "DELETE"] as const)
    expect((await ask("/api/v1/session", { method, headers: ada.reading })).status).not.toBe(204);
});

test("behind a proxy our pages are those of the public address", async () => {
  const listen = { behindProxy: true, publicUrl: "https://vigie.example.com/" };
  const world = await openAccessWorld({ ...NOBODY, listen });
  const { changing } = await signIn(world, await world.give("ada", "operator"));
  const change = async (headers: Record<string, string>) =>
    (await world.ask("/api/things/decide/7", { ...POST, headers: { ...changing, ...headers } }))
      .status;
  expect(await change({ origin: "https://vigie.example.com" })).toBe(202);
  expect(await change({ origin: "http://vigie.example.com" })).toBe(403);
  expect(await change({ origin: "https://evil.example.com" })).toBe(403);
});

test("another site's page can sign nobody in", async () => {
  const { ask, give } = await openAccessWorld(NOBODY);
  const body = { token: await give("ada", "viewer") };
  const headers = { origin: "http://evil.example.com" };
  const { status, cookies } = await ask("/api/v1/session", { ...POST, headers, body });
  expect([status, cookies]).toEqual([403, []]);
});

test.each([
  ["no JSON", "{", { "content-type": "application/json" }, 400],
  ["a form", "token=a", { "content-type": "application/x-www-form-urlencoded" }, 415],
  ["text", "token", { "content-type": "text/plain" }, 400],
  ["a list", [], {}, 400],
  ["more keys", { token: "a", role: "admin" }, {}, 400],
  ["a number", { token: 1 }, {}, 400],
  ["nothing", { token: "" }, {}, 400],
  ["a long one", { token: "x".repeat(257) }, {}, 400],
  ["a very long one", { token: "x".repeat(10_000) }, {}, 413],
  ["NUL", { token: "\0" }, {}, 401],
])("signing in with %s is refused", async (_, body, headers, status) => {
  const { ask } = await openAccessWorld(NOBODY);
  const answer = await ask("/api/v1/session", { ...POST, body, headers });
  expect(answer.status).toBe(status);
  expect(Object.keys(answer.body)).toContain("error");
  expect(answer.cookies).toEqual([]);
});

test("the eleventh sign-in in a minute waits, of one address and its network alone", async () => {
  const { ask, give } = await openAccessWorld(NOBODY);
  const body = { token: await give("ada", "viewer") };
  const sign = async (from: string) =>
    (await ask("/api/v1/session", { ...POST, body, from })).status;
  for (let count = 1; count <= 10; count += 1) {
    expect(await sign("192.0.2.1")).toBe(200);
    expect(await sign(`2001:db8::${count}`)).toBe(200);
  }
  expect(await sign("192.0.2.1")).toBe(429);
  expect(await sign("2001:db8::ffff")).toBe(429);
  expect(await sign("192.0.2.2")).toBe(200);
  expect(await sign("2001:db8:0:1::1")).toBe(200);
  const again = await ask("/api/v1/session", { ...POST, body, from: "192.0.2.1" });
  expect(again.headers["retry-after"]).toMatch(/^[0-9]+$/);
  expect(again.body).toEqual({
    ...{ code: "too-many-tries", error: expect.any(String), hint: expect.any(String) },
  });
});

test("a proxy's word of who asks is believed where it was told of, and only its last", async () => {
  const body = { token: "wrong" };
  const sign = async (world: Awaited<ReturnType<typeof openAccessWorld>>, forwarded: string) =>
    (
      await world.ask("/api/v1/session", {
        ...POST,
        body,
        headers: { "x-forwarded-for": forwarded },
      })
    ).status;
  const alone = await openAccessWorld(NOBODY);
  const proxied = await openAccessWorld({ ...NOBODY, listen: { behindProxy: true } });
  for (let count = 1; count <= 10; count += 1) {
    await sign(alone, `192.0.2.${count}`);
    await sign(proxied, `192.0.2.${count}, 198.51.100.7`);
  }
  expect(await sign(alone, "192.0.2.99")).toBe(429);
  expect(await sign(proxied, "192.0.2.99, 198.51.100.7")).toBe(429);
  expect(await sign(proxied, "198.51.100.7, 198.51.100.8")).toBe(401);
});

test("of one token there are a hundred sessions at most: the oldest goes", async () => {
  const world = await openAccessWorld(NOBODY);
  const token = await world.give("ada", "viewer");
  const first = await signIn(world, token);
  let last = first;
  for (let count = 1; count <= 100; count += 1) {
    await world.passMs(1);
    const from = `192.0.2.${count}`;
    const { cookies } = await world.ask("/api/v1/session", { ...POST, body: { token }, from });
    last = { ...last, reading: { cookie: `vigie=${cookies[0]?.value}` } };
  }
  const count = () =>
    world.state.transact(({ all }) => all("SELECT COUNT(*) AS count FROM access_sessions"));
  expect(await count()).toEqual([{ count: 100 }]);
  expect((await world.ask("/api/things/read", { headers: first.reading })).status).toBe(401);
  expect((await world.ask("/api/things/read", { headers: last.reading })).status).toBe(200);
  await world.passMs(DAY_MS);
  await signIn(world, token);
  expect(await count()).toEqual([{ count: 1 }]);
});
