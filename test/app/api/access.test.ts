import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { readAudit } from "../../../app/access/audit-rows.ts";
import { listTokens } from "../../../app/access/token-rows.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import { HOUR_MS } from "../../dashboards/board-rows.ts";
import { type ApiWorld, openApiWorld } from "./api-world.ts";

const ALL = { role: "admin", tenants: null } as const;

let world: ApiWorld;
let acme: string;
beforeAll(async () => {
  world = await openApiWorld({ access: { anonymous: "none" } });
  acme = await world.give("acme's admin", "admin", ["acme"]);
}, 60_000);
afterAll(() => world[Symbol.asyncDispose]());

type As = { readonly token?: string };
const give = (body: object, as: As = {}) => world.ask("/access", { method: "POST", body, ...as });
const take = (name: string, as: As = {}) =>
  world.ask(`/access/${encodeURIComponent(name)}`, { method: "DELETE", ...as });
const statusOf = async (token: string) => (await world.ask("/session", { token })).status;
const tokens = () => world.state.transact(listTokens);
const lastEntry = async () => {
  const asked = { sinceMs: 0, before: 1e9, tenants: null, limit: 1 };
  return (await world.state.transact((rows) => readAudit(rows, asked)))[0];
};

test("gives a token, told this once, that lets its holder in until it ends", async () => {
  const expiresAt = instantToJson(world.clock.nowMs() + HOUR_MS);
  const asked = { name: "Bo", role: "operator", tenants: ["acme", "acme"], expiresAt };
  const answer = await give(asked);
  expect(answer.status, answer.text).toBe(201);
  const { token, access } = answer.json();
  const given = { ...asked, tenants: ["acme"], state: "valid", createdBy: "root", sessions: 0 };
  expect(access).toMatchObject(given);
  await world.clock.advanceTo(world.clock.nowMs() + 1);
  const { text, json } = await world.ask("/access");
  expect(json().items).toContainEqual(access);
  expect(text).not.toContain(token);
  expect(JSON.stringify(await tokens())).not.toContain(token);
  expect((await world.ask("/session", { token })).json()).toMatchObject({
    ...{ name: "Bo", role: "operator", tenants: ["acme"], expiresAt },
  });
  await world.clock.advanceTo(world.clock.nowMs() + HOUR_MS);
  expect(await statusOf(token)).toBe(401);
  expect((await world.ask("/access")).json().items).toContainEqual(
    expect.objectContaining({ name: "Bo", state: "expired" }),
  );
});

test.each([
  ["a role that is none", { role: "root" }],
  ["no role", { role: undefined }],
  ["no scope: all tenants are meant by null alone", { tenants: undefined }],
  ["no tenant", { tenants: [] }],
  ["an empty tenant", { tenants: [""] }],
  ["a NUL", { tenants: ["ac\0me"] }],
  ["an empty name", { name: "" }],
  ["a NUL within a name", { name: "b\0" }],
  ["the name of who shows no token", { name: "anonymous" }],
  ["a name that is too long", { name: "x".repeat(513) }],
  ["an end that has been", { expiresAt: "2026-11-01T00:00:00Z" }],
  ["an end that is no instant", { expiresAt: "tomorrow" }],
  ["who gives it", { by: "somebody else" }],
])("gives nothing for %s", async (_, wrong) => {
  const before = await tokens();
  const { status, text } = await give({ name: "Cy", role: "viewer", tenants: null, ...wrong });
  expect(status, text).toBe(400);
  expect(await tokens()).toEqual(before);
});

test("what ends gives nothing that holds for longer, not by a session either", async () => {
  const endMs = world.clock.nowMs() + 100 * HOUR_MS;
  const expiresAt = instantToJson(endMs);
  const { token } = (await give({ ...ALL, name: "temp", expiresAt })).json();
  const later = instantToJson(endMs + 1);
  for (const wrong of [{}, { expiresAt: later }]) {
    const { status, json } = await give({ ...ALL, name: "for ever", ...wrong }, { token });
    expect([status, json().code]).toEqual([403, "outlives-giver"]);
  }
  const signedIn = await world.app.inject({
    ...{ method: "POST", url: "/api/v1/session", payload: { token } },
  });
  const [cookie] = signedIn.cookies;
  const headers = {
    ...{ cookie: `${cookie?.name}=${cookie?.value}`, origin: "http://localhost:80" },
    "x-vigie-csrf": signedIn.json().csrf,
  };
  const bySession = (payload: object) =>
    world.app.inject({ method: "POST", url: "/api/v1/access", headers, payload });
  expect((await bySession({ ...ALL, name: "by session" })).json().code).toBe("outlives-giver");
  expect((await bySession({ ...ALL, name: "as long", expiresAt })).statusCode).toBe(201);
  for (const name of ["temp", "as long"]) expect((await take(name)).status).toBe(200);
});

test("of a tenant a thousand tokens are valid at most, and what ended long ago is let go", async () => {
  const token = await world.give("full's admin", "admin", ["full"]);
  for (let at = 1; at < 1_000; at += 1) await world.give(`full ${at}`, "viewer", ["full"]);
  const asked = { name: "one more", role: "viewer", tenants: ["full"] };
  const refused = await give(asked, { token });
  expect([refused.status, refused.json().code]).toEqual([409, "too-many-tokens"]);
  expect((await take("full 1", { token })).status).toBe(200);
  expect((await give(asked, { token })).status).toBe(201);
  await world.state.transact(({ run }) =>
    run("UPDATE access_tokens SET expires_at_ms = 1 WHERE name LIKE 'full %'"),
  );
  expect((await give({ ...asked, name: "another" }, { token })).status).toBe(201);
  const left = (await tokens()).filter(({ principal }) => principal.name.startsWith("full "));
  expect(left).toEqual([]);
});

test("a name is one valid token's", async () => {
  const asked = { name: "Dee", role: "viewer", tenants: ["acme"] };
  expect((await give(asked)).status).toBe(201);
  expect((await give(asked)).status).toBe(409);
  expect((await take("Dee")).status).toBe(200);
  expect((await give(asked)).status).toBe(201);
});

test("takes access away at once, with the browsers that it signed in", async () => {
  const name = "é/日本 🗄️ ".repeat(40);
  const { token } = (await give({ name, role: "viewer", tenants: null })).json();
  const signedIn = await world.app.inject({
    ...{ method: "POST", url: "/api/v1/session", payload: { token } },
  });
  const [cookie] = signedIn.cookies;
  const bySession = async () => {
    const headers = { cookie: `${cookie?.name}=${cookie?.value}` };
    return (await world.app.inject({ url: "/api/v1/series", headers })).statusCode;
  };
  const holder = expect.objectContaining({ name, sessions: 1 });
  expect((await world.ask("/access")).json().items).toContainEqual(holder);
  expect([await statusOf(token), await bySession()]).toEqual([200, 200]);
  const answer = await take(name);
  expect(answer.status, answer.text).toBe(200);
  expect(answer.json()).toMatchObject({ name, state: "revoked", revokedBy: "root", sessions: 0 });
  expect([await statusOf(token), await bySession()]).toEqual([401, 401]);
  expect((await take(name)).status).toBe(404);
});

test("each change is in the audit before it is made, with whom it is about", async () => {
  await give({ name: "Eve", role: "approver", tenants: ["acme"] });
  const about = { name: "root", tenant: "acme" };
  expect(await lastEntry()).toMatchObject({
    ...{ ...about, route: "POST /api/v1/access", status: 201 },
    subject: { token: "Eve", role: "approver", tenant: "acme" },
  });
  await take("Eve");
  expect(await lastEntry()).toMatchObject({
    ...{ ...about, route: "DELETE /api/v1/access/:name", status: 200 },
    subject: { name: "Eve", tenant: "acme" },
  });
  await world.state.transact(({ run }) => run("ALTER TABLE access_audit RENAME TO gone"));
  onTestFinished(() =>
    world.state.transact(
      async ({ run }) => void (await run("ALTER TABLE gone RENAME TO access_audit")),
    ),
  );
  const before = await tokens();
  expect((await give({ name: "Flo", role: "viewer", tenants: null })).status).toBe(500);
  expect((await take("Bo")).status).toBe(500);
  expect(await tokens()).toEqual(before);
});

test("an admin of some tenants manages what is theirs alone", async () => {
  const as = { token: acme };
  await world.give("of both", "viewer", ["acme", "globex"]);
  await world.give("of globex", "viewer", ["globex"]);
  const listed = (await world.ask("/access", as)).json().items;
  const names = listed.map(({ name }: { readonly name: string }) => name);
  expect(names).toContain("acme's admin");
  for (const other of ["root", "of both", "of globex"]) {
    expect(names).not.toContain(other);
    expect((await take(other, as)).status).toBe(404);
  }
  for (const tenants of [null, ["globex"], ["acme", "globex"]])
    expect((await give({ name: "Gus", role: "viewer", tenants }, as)).status).toBe(403);
  const { token } = (await give({ name: "Gus", role: "admin", tenants: ["acme"] }, as)).json();
  expect((await take("acme's admin", { token })).status).toBe(200);
  expect(await statusOf(acme)).toBe(401);
});

test("lists page by page, the newest first", async () => {
  const all = (await world.ask("/access")).json().items;
  const first = (await world.ask("/access?limit=2")).json();
  const second = (await world.ask(`/access?limit=2&cursor=${first.next}`)).json();
  expect([...first.items, ...second.items]).toEqual(all.slice(0, 4));
  const createdAt = all.map((item: { readonly createdAt: string }) => item.createdAt);
  expect(createdAt).toEqual(createdAt.toSorted().toReversed());
});

test("nobody takes away the last admin, not even two who try it of each other at once", async () => {
  await world.clock.advanceTo(world.clock.nowMs() + 1);
  expect((await take("root")).status).toBe(409);
  // Who is admin of a tenant, or not for long enough, is none in place of one of all.
  await give({ ...ALL, name: "of acme", tenants: ["acme"] });
  const expiresAt = instantToJson(world.clock.nowMs() + HOUR_MS);
  await give({ ...ALL, name: "guest", expiresAt });
  expect((await take("root")).json().error).toContain("last admin");
  expect([(await take("of acme")).status, (await take("guest")).status]).toEqual([200, 200]);
  const { token } = (await give({ ...ALL, name: "two" })).json();
  const both = await Promise.all([take("two"), take("root", { token })]);
  expect(both.filter(({ status }) => status === 200)).toHaveLength(1);
  const left = (await tokens()).filter(
    ({ principal, revokedAtMs }) =>
      ["root", "two"].includes(principal.name) && revokedAtMs === null,
  );
  expect(left).toHaveLength(1);
});
