import { expect, test } from "vitest";
import { bearer, DAY_MS, openAccessWorld, signIn } from "./access-world.ts";

const NOBODY = { access: { anonymous: "none" } };
const POST = { method: "POST" } as const;

test("every change is written: who, how, from where, what, about what, with which answer", async () => {
  const world = await openAccessWorld(NOBODY);
  const { ask, give, audit } = world;
  const ada = await signIn(world, await give("ada", "operator"));
  const headers = bearer(await give("bo", "viewer"));
  await ask("/api/things/decide/7", { ...POST, headers: ada.changing, from: "192.0.2.9" });
  await ask("/api/things/decide/8", { ...POST, headers });
  await ask("/api/things/decide/9", { ...POST, headers: ada.reading });
  await ask("/api/things/decide/10", POST);
  await ask("/api/v1/session", { ...POST, body: { token: "wrong" } });
  await ask("/api/v1/session", { method: "DELETE", headers: ada.changing });
  const rows = (await audit()).toReversed();
  const known = { name: "ada", role: "operator", via: "session" };
  const unknown = { name: null, role: null, via: null };
  const route = "POST /api/things/decide/:incident";
  const session = "/api/v1/session";
  expect(rows).toMatchObject([
    { ...known, via: "token", route: `POST ${session}`, status: 200, subject: {}, tenant: null },
    { ...known, route, status: 202, tenant: "acme", address: "192.0.2.9" },
    { name: "bo", role: "viewer", via: "token", route, status: 403, tenant: null },
    { ...known, route, status: 403 },
    { ...unknown, route, status: 401, address: "127.0.0.1" },
    { ...unknown, route: `POST ${session}`, status: 401 },
    { ...known, route: `DELETE ${session}`, status: 204 },
  ]);
  expect(rows.map(({ subject }) => subject["incident"])).toEqual([
    ...[undefined, "7", "8", "9", "10", undefined, undefined],
  ]);
  expect(rows[1]?.subject).toEqual({ incident: "7", tenant: "acme" });
  expect(rows.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(rows.every(({ at }) => at === "2026-11-20T12:00:00Z")).toBe(true);
});

test("what reads, and what is not of the API, is not written", async () => {
  const { ask, give, audit } = await openAccessWorld(NOBODY);
  const headers = bearer(await give("ada", "admin"));
  await ask("/api/things/read", { headers });
  await ask("/api/things/audit", { headers });
  await ask("/api/v1/session");
  await ask("/open", POST);
  await ask("/api/nowhere", POST);
  expect(await audit()).toEqual([]);
});

test("who has no session and ends it changes nothing, and nothing is written", async () => {
  const { ask, give, audit } = await openAccessWorld();
  const out = { method: "DELETE", headers: bearer(await give("ada", "viewer")) } as const;
  for (let time = 0; time < 3; time++) expect((await ask("/api/v1/session", out)).status).toBe(204);
  const csrf = { "x-vigie-csrf": (await ask("/api/v1/session")).body.csrf };
  const { status } = await ask("/api/v1/session", { method: "DELETE", headers: csrf });
  expect(status).toBe(204);
  expect(await audit()).toEqual([]);
});

test("bodies that are refused fill the audit no more than what is refused at the door", async () => {
  const { ask, give, audit } = await openAccessWorld(NOBODY);
  const headers = bearer(await give("ada", "operator"));
  for (let time = 0; time < 70; time++) {
    const { status } = await ask("/api/things/decide/none", { ...POST, headers });
    expect(status).toBe(400);
  }
  const rows = await audit();
  expect(rows).toHaveLength(60);
  expect(rows.every(({ status }) => status === 400)).toBe(true);
  expect((await ask("/api/things/decide/7", { ...POST, headers })).status).toBe(202);
  expect(await audit()).toHaveLength(61);
});

test("a change that cannot be written is not made", async () => {
  const { ask, give, state } = await openAccessWorld(NOBODY);
  const headers = bearer(await give("ada", "operator"));
  await state.transact(({ run }) => run("DROP TABLE access_audit"));
  const { status, body } = await ask("/api/things/decide/7", { ...POST, headers });
  expect(status).toBeGreaterThanOrEqual(500);
  expect(body).not.toHaveProperty("role");
});

test("strangers fill neither the audit nor the disk: so many a minute, and what is left out is counted", async () => {
  const { ask, give, audit, logged, passMs } = await openAccessWorld(NOBODY);
  for (let count = 1; count <= 65; count += 1) await ask(`/api/things/decide/${count}`, POST);
  expect(await audit()).toHaveLength(60);
  await ask("/api/things/decide/6", { ...POST, headers: bearer(await give("bo", "viewer")) });
  expect((await audit())[0]?.name).toBe("bo");
  const headers = bearer(await give("ada", "operator"));
  await ask(`/api/things/decide/7?series=${"x".repeat(10_000)}`, { ...POST, headers });
  const rows = await audit();
  expect(rows).toHaveLength(62);
  expect(rows[0]?.subject).toMatchObject({ incident: "7", series: "x".repeat(512) });
  await passMs(60_000);
  await ask("/api/things/decide/66", POST);
  expect(JSON.parse(logged.at(-1) ?? "{}")).toMatchObject({ count: 5 });
});

test("what is older than three years goes, and of refusals all but the last ten thousand", async () => {
  const { ask, give, state, audit, passMs } = await openAccessWorld(NOBODY);
  const headers = bearer(await give("ada", "operator"));
  await ask("/api/things/decide/1", { ...POST, headers });
  await state.transact(({ run }) =>
    run(
      `INSERT INTO access_audit (id, at_ms, address, route, subject, status, refused)
       WITH RECURSIVE numbers(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM numbers WHERE n <= 10000)
       SELECT n, ?, '', 'POST /', '{}', 401, 2 FROM numbers`,
      Date.parse("2026-11-20T12:00:00Z"),
    ),
  );
  const viewer = bearer(await give("bo", "viewer"));
  await ask("/api/things/decide/2", { ...POST, headers: viewer });
  await ask("/api/things/decide/2", POST);
  const rows = await audit();
  expect(rows).toHaveLength(10_002);
  expect(rows.slice(-2).map(({ id }) => id)).toEqual([3, 1]);
  expect(rows[1]?.name).toBe("bo");
  await passMs(3 * 366 * DAY_MS + 1);
  await ask("/api/things/decide/3", { ...POST, headers });
  expect((await audit()).map(({ subject }) => subject["incident"])).toEqual(["3"]);
});
