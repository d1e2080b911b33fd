import { expect, test } from "vitest";
import { RIGHTS, RIGHTS_OF, ROLES } from "../../../schemas/access.ts";
import { bearer, DAY_MS, openAccessWorld } from "./access-world.ts";

const NOBODY = { access: { anonymous: "none" } };
/** In words, and what can be done. */
const SAID = { error: expect.any(String), hint: expect.any(String) };

test("each role is let do what its rights are, and nothing else, on reading and changing", async () => {
  const { ask, give } = await openAccessWorld(NOBODY);
  for (const role of ROLES) {
    const headers = bearer(await give(role, role));
    for (const right of RIGHTS) {
      const may = RIGHTS_OF[role].includes(right);
      const read = await ask(`/api/things/${right}`, { headers });
      const changed = await ask(`/api/things/${right}/7`, { method: "POST", headers });
      expect([role, right, read.status, changed.status]).toEqual([
        ...[role, right],
        ...(may ? [200, 202] : [403, 403]),
      ]);
      if (!may) expect(read.body).toEqual({ code: "forbidden", ...SAID });
    }
  }
});

test("a route is told who asks, and of which tenants", async () => {
  const { ask, give } = await openAccessWorld(NOBODY);
  const token = await give("ada", "operator", { tenants: ["acme", "borealis"] });
  const { body } = await ask("/api/things/read", { headers: bearer(token) });
  expect(body).toEqual({ name: "ada", role: "operator", tenants: ["acme", "borealis"] });
});

test("what is no token, or none any more, lets nobody in, also where nobody needs one", async () => {
  const world = await openAccessWorld({ access: { anonymous: "viewer" } });
  const { ask, give, clock, passMs, revoke } = world;
  const good = await give("ada", "admin", { expiresAtMs: clock.nowMs() + DAY_MS });
  const gone = await give("bo", "admin");
  expect((await ask("/api/things/read", { headers: bearer(gone) })).status).toBe(200);
  await revoke("bo");
  const wrong = [
    ...[gone, `${good.slice(0, -1)}_`, "", "x".repeat(10_000), "' OR 1=1 --"].map(
      (secret) => `Bearer ${secret}`,
    ),
    ...[good, `Basic ${good}`, "Bearer", `Bearer ${good} ${good}`],
  ];
  for (const authorization of wrong) {
    const { status, headers, body } = await ask("/api/things/read", { headers: { authorization } });
    expect([authorization, status]).toEqual([authorization, 401]);
    expect(headers["www-authenticate"]).toBe("Bearer");
    expect(body).toEqual({ code: "signed-out", ...SAID });
  }
  expect((await ask("/api/things/read", { headers: bearer(good) })).status).toBe(200);
  await passMs(DAY_MS);
  expect((await ask("/api/things/read", { headers: bearer(good) })).status).toBe(401);
});

test("what a stranger sends is not read", async () => {
  const { ask } = await openAccessWorld(NOBODY);
  const headers = { "content-type": "application/json" };
  const body = "{".repeat(1_000_000);
  const { status } = await ask("/api/things/decide/7", { method: "POST", headers, body });
  expect(status).toBe(401);
});

test("a name is one valid token's, and free again once that has ended", async () => {
  const { ask, give, revoke } = await openAccessWorld(NOBODY);
  const first = await give("ada", "viewer");
  const second = await give("ada", "admin");
  expect((await ask("/api/things/read", { headers: bearer(second) })).status).toBe(401);
  await revoke("ada");
  const third = await give("ada", "admin");
  expect((await ask("/api/things/read", { headers: bearer(third) })).status).toBe(200);
  expect((await ask("/api/things/read", { headers: bearer(first) })).status).toBe(401);
  expect(await revoke("nobody")).toBe(false);
});

test("a token's last use is remembered, at most once a minute", async () => {
  const { ask, give, clock, passMs, state } = await openAccessWorld(NOBODY);
  const headers = bearer(await give("ada", "viewer"));
  const usedAtMs = () =>
    state.transact(({ all }) => all("SELECT used_at_ms FROM access_tokens WHERE name = 'ada'"));
  const startMs = clock.nowMs();
  expect(await usedAtMs()).toEqual([{ used_at_ms: null }]);
  await ask("/api/things/read", { headers });
  await passMs(59_999);
  await ask("/api/things/read", { headers });
  expect(await usedAtMs()).toEqual([{ used_at_ms: startMs }]);
  await passMs(1);
  await ask("/api/things/read", { headers });
  expect(await usedAtMs()).toEqual([{ used_at_ms: startMs + 60_000 }]);
});

test("no table has a token or what a cookie holds, and no log line has either", async () => {
  const { ask, give, state, logged } = await openAccessWorld(NOBODY);
  const token = await give("ada", "viewer");
  const wrong = `${token.slice(1)}0`;
  const signIn = (body: unknown) => ask("/api/v1/session", { method: "POST", body });
  const { cookies } = await signIn({ token });
  const secret = cookies[0]?.value ?? "";
  await signIn({ token: wrong });
  await signIn({ token, more: wrong });
  const headers = { "content-type": "application/json" };
  await ask("/api/v1/session", { method: "POST", body: `{"token":"${token}`, headers });
  for (const shown of [token, wrong])
    await ask("/api/things/decide/7", { method: "POST", headers: bearer(shown) });
  await state.transact(({ run }) => run("DROP TABLE access_sessions"));
  await ask("/api/things/read", { headers: { cookie: `vigie=${secret}` } });
  await signIn({ token });
  const tables = ["access_tokens", "access_audit"];
  const kept = await Promise.all(
    tables.map((table) => state.transact(({ all }) => all(`SELECT * FROM ${table}`))),
  );
  const told = `${JSON.stringify(kept)}${logged.join("")}`;
  expect(secret.length).toBeGreaterThan(40);
  expect(told).toContain("access_sessions");
  for (const planted of [token, wrong, secret]) expect(told).not.toContain(planted);
});

test("a route below /api/ that asks for no right cannot be registered", async () => {
  const { access } = await openAccessWorld(NOBODY);
  const { default: fastify } = await import("fastify");
  const app = fastify();
  await access.register(app);
  expect(() => app.get("/api/v1/forgotten", async () => "all")).toThrow(/open to anybody/);
  expect(() => app.get("/page", async () => "a page")).not.toThrow();
  await app.close();
});
