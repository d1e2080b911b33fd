import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RIGHTS_OF, ROLES } from "../../../schemas/access.ts";
import { TOPICS } from "../../../schemas/topics.ts";
import {
  aCommonCause,
  aHeartbeat,
  aReject,
  aSharedCause,
  aTenant,
  type Tenant,
} from "./a-tenant.ts";
import { type ApiWorld, openApiWorld } from "./api-world.ts";
import { askingOf, type Made, type OtherRoute, routesOfOther } from "./ask-of-other.ts";

/** No word of the API's own has them within. */
const [A, B] = [aTenant("aaardvark"), aTenant("bbbullfinch")];
const ROUTES = routesOfOther().map((route) => [`${route.method} ${route.path}`, route] as const);
const POLICIES = [A, B].map(({ word, tenant }) => ({
  ...{ name: `${word}-policy`, match: { tenant }, schedule: { cron: "0 1 * * *" } },
}));

let world: ApiWorld;
let [asA, asB]: [string, string] = ["", ""];
const made = new Map<Tenant, Made>();

beforeAll(async () => {
  world = await openApiWorld({ policies: POLICIES });
  asA = await world.give("a", "admin", [A.tenant]);
  asB = await world.give("b", "admin", [B.tenant]);
  for (const { rows } of [A, B]) await world.say(rows);
  const words = [A.word, B.word];
  await world.say({
    findings: [aCommonCause(words), aSharedCause(words, A.finding)],
    ...{ events: [aHeartbeat(words)], rejects: [aReject(words)] },
  });
  await world.writeReport("2026-W46-en.html", `${A.word} and ${B.word}`);
  await world.writeReport("2026-W46-en.json", JSON.stringify([A.word, B.word]));
  for (const [of, token] of [
    [A, asA],
    [B, asB],
  ] as const)
    made.set(of, await make(of, token));
}, 60_000);
afterAll(() => world[Symbol.asyncDispose]());

/** What only asking brings: a verification; and what alerts leave: a page that failed. */
async function make(of: Tenant, token: string): Promise<Made> {
  await world.give(`${of.word}-reader`, "viewer", [of.tenant]);
  const incidents = (await world.ask("/incidents?status=open", { token })).json().items;
  const [{ id: incident }] = incidents;
  const post = { method: "POST", token, body: { series: of.id } } as const;
  const verification = (await world.ask("/verifications", post)).json();
  await world.lead(verification.id, of.proof);
  await world.state.transact((transaction) =>
    transaction.run(
      `INSERT INTO outbox (dedup_key, pager, incident, number, reason, severity, payload,
         created_at_ms, attempts, next_attempt_at_ms, last_failure)
       VALUES (?, ?, ?, 1, 'opened', 'critical', '{}', ?, 1, ?, ?)`,
      ...[of.word, `${of.word}-pager`, incident, world.clock.nowMs(), 0, `${of.word} failed`],
    ),
  );
  const said = { author: `${of.word} operator`, reason: `${of.word} seen`, incident };
  await world.say({
    decisions: [
      { ...said, id: randomUUID(), time: world.now(), kind: "acknowledge" },
      { ...said, id: randomUUID(), time: world.now(), kind: "assign", to: `${of.word} people` },
    ],
  });
  const request = await planOne(of, token);
  const ended = { reason: `${of.word} agreed` };
  await act(`/${request}/refuse`, token, ended);
  await act(`/${request}/close`, token, { ...ended, outcome: "not-restored" });
  const planned = await planOne(of, token);
  return { incident, verification: verification.id, request, planned };
}

/** A request with a plan that leads on. */
async function planOne(of: Tenant, token: string): Promise<string> {
  const { id } = await act("", token, askingOf(of));
  const { plan } = await act(`/${id}/plan`, token, { reason: `${of.word} agreed` });
  expect(plan.reached, "its plan leads nowhere: the wall's test is broken").not.toBe(null);
  return id;
}

async function act(path: string, token: string, body: object) {
  const answer = await world.ask(`/requests${path}`, { method: "POST", token, body });
  expect(answer.status, answer.text).toBeLessThan(300);
  return answer.json();
}

const madeOf = (of: Tenant) => {
  const found = made.get(of);
  assert(found);
  return found;
};

const ask = ({ method }: OtherRoute, token: string | null) => {
  return (question: { readonly path: string; readonly body?: unknown }) =>
    world.ask(question.path, { method, token, body: question.body });
};

describe.each(ROUTES)("%s", (_, route) => {
  const questions = () => route.ask(B, madeOf(B));
  const isRead = route.method === "GET";

  test("tells a tenant nothing of another, whatever it asks", async () => {
    const decided = await world.read(TOPICS.decisions);
    const asked = await world.read(TOPICS.verifications);
    for (const question of questions()) {
      const { status, text, headers } = await ask(route, asA)(question);
      const where = JSON.stringify(question);
      expect(`${JSON.stringify(headers)} ${text}`, where).not.toContain(B.word);
      expect(headers["x-content-type-options"], where).toBe("nosniff");
      const isOne = route.path.includes("/:") && !route.isWhole;
      if (route.isWhole) expect(status, where).toBe(403);
      else if (!isRead) expect([403, 404], where).toContain(status);
      else expect(status, where).toBe(isOne ? 404 : 200);
    }
    expect(await world.read(TOPICS.decisions)).toEqual(decided);
    expect(await world.read(TOPICS.verifications)).toEqual(asked);
  });

  test("refuses who shows no token, and who lacks the right", async () => {
    const [question = { path: route.path }] = questions();
    expect((await ask(route, null)(question)).status).toBe(401);
    expect((await ask(route, "wrong")(question)).status).toBe(401);
    for (const role of ROLES.filter((one) => !RIGHTS_OF[one].includes(route.right))) {
      const token = await world.give(`${role} ${route.method} ${route.path}`, role);
      expect(await ask(route, token)(question)).toMatchObject({ status: 403 });
    }
  });

  test("refuses what it does not take", async () => {
    const [question = { path: route.path, body: undefined }] = questions();
    const { path, body } = question;
    const odd = await ask(
      route,
      asB,
    )({ path: `${path}${path.includes("?") ? "&" : "?"}x=1`, body });
    expect(odd.status).toBe(route.isWhole ? 403 : 400);
    if (body === undefined) return;
    const more = { path, body: { ...Object(body), x: 1 } };
    expect((await ask(route, asB)(more)).status).toBe(400);
    const large = { path, body: { ...Object(body), reason: "x".repeat(70_000) } };
    expect(await ask(route, asB)(large)).toMatchObject({ status: 413 });
    expect((await ask(route, asB)(large)).json()).toMatchObject({ error: expect.any(String) });
  });
});

const READ = ROUTES.filter(([, { method, tag }]) => method === "GET" && tag !== "api");

/** Of what is B's, by who may ask for it. */
async function asOwner({ isWhole }: OtherRoute, path: string): Promise<string> {
  const { status, text } = await world.ask(path, isWhole ? {} : { token: asB });
  expect(status, path).toBe(200);
  return text;
}

test.each(READ)("%s tells it to whom it belongs, as its description says", async (_, route) => {
  const [first] = route.ask(B, madeOf(B));
  const text = await asOwner(route, first?.path ?? "");
  const { answer } = route;
  if (answer.kind === "json")
    expect(answer.schema.safeParse(JSON.parse(text)).error).toBe(undefined);
  // The list of reports tells of weeks alone, and panels of numbers.
  if (route.tag !== "panels") expect(text).toContain(route.path === "/reports" ? "-W46" : B.word);
});

test.each(READ.filter(([, { tag }]) => tag === "panels"))(
  "%s shows something of this world, and of both tenants more than of one",
  async (_, route) => {
    const answers = await Promise.all(
      route.ask(B, madeOf(B)).map(async ({ path }) => {
        const [whole, one] = await Promise.all([world.ask(path), world.ask(path, { token: asA })]);
        return { whole: whole.json().rows, one: one.json().rows };
      }),
    );
    const shown = answers.filter(({ whole }) => whole.length > 0);
    expect(shown, "add what this panel shows to test/app/api/a-tenant.ts").not.toEqual([]);
    const walled = shown.filter(({ whole, one }) => JSON.stringify(whole) !== JSON.stringify(one));
    if (!route.isWhole) expect(walled).not.toEqual([]);
  },
);

test("an incident that a cause of several leads is listed to the tenant in it, as its own", async () => {
  const rowsAs = async (token?: string, panel = "list") => {
    const asked = token === undefined ? {} : { token };
    return (await world.ask(`/panels/incidents/${panel}`, asked)).json().rows;
  };
  const shared = `${A.word}-${B.word}-instance`;
  const [led, ...more] = (await rowsAs()).filter((row: { place: string }) => row.place === shared);
  expect([led.kind, led.tenant, more]).toEqual(["copy-lost", A.tenant, []]);
  const mine = (await rowsAs(asA)).find(({ id }: { id: string }) => id === led.id);
  expect(mine).toMatchObject({ kind: A.finding.kind, tenant: A.tenant, place: "", findings: 2 });
  expect((await world.ask(`/incidents/${led.id}`, { token: asA })).json()).toMatchObject({
    ...{ kind: A.finding.kind, findings: [{ id: A.finding.id, parent: null }] },
  });
  const kinds = (await rowsAs(asA, "by-kind")).map(({ kind }: { kind: string }) => kind);
  expect(kinds).toContain(A.finding.kind);
  expect(kinds).not.toContain("copy-lost");
  const causes = await rowsAs(asA, "by-cause");
  expect(causes).toContainEqual(expect.objectContaining({ place: A.copy.vault, tenant: A.tenant }));
  const theirs = (await rowsAs(asB)).map(({ id }: { id: string }) => id);
  expect(theirs).not.toContain(led.id);
});

test("no word found: the wall's test is broken", async () => {
  const { text } = await world.ask(`/findings?tenant=${B.tenant}`, { token: asB });
  expect(text).toContain(B.word);
  expect(text).not.toContain(A.word);
});
