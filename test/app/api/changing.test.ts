import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readAudit } from "../../../app/access/audit-rows.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import { verificationSchema } from "../../../schemas/proof.ts";
import { TOPICS } from "../../../schemas/topics.ts";
import { HOUR_MS, NOON_MS } from "../../dashboards/board-rows.ts";
import { aTenant } from "./a-tenant.ts";
import { type ApiWorld, openApiWorld } from "./api-world.ts";
import { askingOf } from "./ask-of-other.ts";

const ACME = aTenant("acme");
const UNTIL = instantToJson(NOON_MS + 2 * HOUR_MS);
const FROM = instantToJson(NOON_MS - 24 * HOUR_MS);

let world: ApiWorld;
let ada: string;
beforeAll(async () => {
  world = await openApiWorld();
  await world.say(ACME.rows);
  ada = await world.give("Ada", "operator", [ACME.tenant]);
}, 60_000);
afterAll(() => world[Symbol.asyncDispose]());

const post = (url: string, body: unknown, token = ada) =>
  world.ask(url, { method: "POST", body, token });
const lastDecision = async () => (await world.read(TOPICS.decisions)).at(-1);

describe("POST /decisions", () => {
  test.each([
    ["accept", { series: ACME.id, from: FROM }, { series: ACME.series, from: FROM }],
    ["expected", { finding: ACME.finding.id }, { finding: { id: ACME.finding.id } }],
    ["pause", { series: ACME.id, until: UNTIL, owner: "Bo" }, { until: UNTIL, owner: "Bo" }],
    [
      "retire",
      { match: { tenant: ACME.tenant, site: "acme-*" } },
      { about: { match: { tenant: ACME.tenant, site: "acme-*" } } },
    ],
    ["resume", { series: ACME.id }, { about: { series: ACME.series } }],
  ])("says %s as the command does, in the name of who asks", async (kind, what, said) => {
    const { status, json } = await post("/decisions", { kind, ...what, reason: "so it is" });
    expect(status).toBe(201);
    const { decision, changes, repeated } = json();
    expect(decision).toMatchObject({ kind, author: "Ada", reason: "so it is", ...said });
    expect(await lastDecision()).toEqual(decision);
    expect(changes.length).toBeGreaterThan(0);
    expect(repeated).toBe(false);
  });

  test("does not say again what was decided in the same words", async () => {
    const body = { kind: "accept", series: ACME.id, from: instantToJson(NOON_MS - HOUR_MS) };
    const first = (await post("/decisions", { ...body, reason: "purged" })).json();
    await world.say({ decisions: [first.decision] });
    const count = (await world.read(TOPICS.decisions)).length;
    const again = (await post("/decisions", { ...body, reason: "purged too" })).json();
    expect(again.repeated).toBe(true);
    expect(await world.read(TOPICS.decisions)).toHaveLength(count);
  });

  test.each([
    ["a new normal to come", { kind: "accept", series: ACME.id, from: UNTIL }, "not here yet"],
    ["a pause that is over", { kind: "pause", series: ACME.id, until: FROM }, "is past"],
    ["a pause without an end", { kind: "pause", series: ACME.id }, "until"],
    ["neither series nor match", { kind: "resume" }, "either a series or a match"],
    ["both", { kind: "resume", series: ACME.id, match: { tenant: ACME.tenant } }, "either"],
    ["a kind that people don't say here", { kind: "acknowledge", incident: ACME.id }, "kind"],
    ["a text that no column keeps", { kind: "resume", series: ACME.id, reason: "\0" }, "NUL"],
    ["an empty reason", { kind: "resume", series: ACME.id, reason: "" }, "reason"],
  ])("refuses %s", async (_, what, said) => {
    const { status, json } = await post("/decisions", { reason: "x", ...what });
    expect(status).toBe(400);
    expect(JSON.stringify(json())).toContain(said);
  });

  test("finds nothing where no series matches", async () => {
    const match = { tenant: ACME.tenant, asset: "Other*" };
    const body = { kind: "resume", match, reason: "x" };
    expect(await post("/decisions", body)).toMatchObject({ status: 404 });
  });
});

describe("incidents", () => {
  test("are acknowledged, commented and assigned", async () => {
    const [{ id }] = (await world.ask("/incidents?status=open")).json().items;
    const said = async (act: string, body: unknown) => {
      const { status } = await post(`/incidents/${id}/${act}`, body);
      return [status, await lastDecision()];
    };
    const common = { author: "Ada", incident: id };
    expect(await said("acknowledge", {})).toEqual([
      201,
      expect.objectContaining({ ...common, kind: "acknowledge", reason: "seen" }),
    ]);
    expect(await said("comment", { text: "the vault answers again" })).toEqual([
      201,
      expect.objectContaining({ ...common, kind: "comment", reason: "the vault answers again" }),
    ]);
    expect(await said("assign", { to: "Bo", reason: "storage" })).toEqual([
      201,
      expect.objectContaining({ ...common, kind: "assign", to: "Bo" }),
    ]);
  });
});

describe("silences", () => {
  test("are begun, told and ended", async () => {
    const kinds = ["late", "missing"];
    const body = { match: { tenant: ACME.tenant }, kinds, until: UNTIL, reason: "storage moves" };
    const { decision } = (await post("/silences", body)).json();
    await world.say({ decisions: [decision] });
    const told = (await world.ask("/silences", { token: ada })).json().items;
    expect(told).toContainEqual(
      expect.objectContaining({ id: decision.id, author: "Ada", kinds, until: UNTIL }),
    );
    const url = `/silences/${decision.id}?reason=over`;
    expect(await world.ask(url, { method: "DELETE", token: ada })).toMatchObject({ status: 200 });
    expect(await lastDecision()).toMatchObject({ kind: "end-silence", silence: decision.id });
  });

  test("may be of everything for who sees everything, and no longer than they may be", async () => {
    const all = { match: {}, until: UNTIL, reason: "night" };
    expect(await post("/silences", all)).toMatchObject({ status: 403 });
    const root = await world.give("root 2", "admin");
    expect(await post("/silences", all, root)).toMatchObject({ status: 201 });
    const long = { ...all, until: instantToJson(NOON_MS + 400 * 24 * HOUR_MS) };
    expect((await post("/silences", long, root)).json().error).toContain("too long");
  });
});

test.each([
  ["51 patterns", Array.from({ length: 51 }, (_, at) => `db-${at}*`)],
  ["a pattern of 513 characters", "*".repeat(513)],
])("no match is compared of %s", async (_, asset) => {
  const match = { tenant: ACME.tenant, asset };
  const body = { match, until: UNTIL, reason: "so it is" };
  expect(await post("/decisions", { ...body, kind: "pause" })).toMatchObject({ status: 400 });
  expect(await post("/silences", body)).toMatchObject({ status: 400 });
});

describe("verifications", () => {
  test("are asked for once, and lead to a proof", async () => {
    const { status, json } = await post("/verifications", { series: ACME.id, level: "whole" });
    expect(status).toBe(202);
    const asked = json();
    expect(asked).toMatchObject({
      series: ACME.id,
      level: "whole",
      status: "waiting",
      proof: null,
    });
    const again = await post("/verifications", { copy: ACME.copy.uri, level: "whole" });
    expect(again.json().id).toBe(asked.id);
    const work = await world.read(TOPICS.verifications);
    expect(work.map((one) => verificationSchema.parse(one))).toMatchObject([
      { id: asked.id, series: ACME.series, copy: { uri: ACME.copy.uri }, reason: "asked" },
    ]);
    const look = async () => (await world.ask(`/verifications/${asked.id}`, { token: ada })).json();
    expect(await look()).toEqual(asked);
    await world.lead(asked.id, ACME.proof);
    expect(await look()).toMatchObject({ status: "done", proof: { id: ACME.proof.id } });
  });

  test("are of a copy that was seen, by a log that reaches the instant", async () => {
    const nowhere = { copy: "file:///etc/passwd" };
    expect(await post("/verifications", nowhere)).toMatchObject({ status: 404 });
    const at = { series: ACME.id, at: FROM };
    expect(await post("/verifications", at)).toMatchObject({ status: 409 });
    expect(await post("/verifications", {})).toMatchObject({ status: 400 });
  });

  test("of another tenant's copy not even tell that it is there", async () => {
    const globex = aTenant("globex");
    await world.say(globex.rows);
    const root = await world.give("Root", "admin");
    const asked = { copy: globex.copy.uri, at: FROM };
    expect(await post("/verifications", asked, root)).toMatchObject({ status: 409 });
    expect(await post("/verifications", asked)).toMatchObject({ status: 404 });
  });
});

describe("restore requests", () => {
  test("are opened once, by who may, and withdrawn", async () => {
    const rea = await world.give("Rea", "restorer", [ACME.tenant]);
    const opened = await post("/requests", askingOf(ACME), rea);
    expect(opened.status).toBe(201);
    const { id } = opened.json();
    expect(opened.json()).toMatchObject({ state: "opened", openedBy: "Rea", series: ACME.series });
    const again = await post("/requests", askingOf(ACME), rea);
    expect([again.status, again.json().error]).toEqual([409, expect.stringContaining(id)]);
    const approver = await world.give("Ann", "approver", [ACME.tenant]);
    const early = await post(`/requests/${id}/approve`, { reason: "agreed" }, approver);
    expect([early.status, early.json().hint]).toEqual([409, expect.stringContaining("planned")]);
    const seen = { reason: "found it", revision: 1 };
    const gone = await post(`/requests/${id}/withdraw`, seen, rea);
    expect(gone.json()).toMatchObject({ state: "withdrawn", steps: [{}, { by: "Rea" }] });
    expect(
      (await world.ask("/requests?state=withdrawn", { token: ada })).json().items,
    ).toHaveLength(1);
  });
});

test("each change is in the audit, with what it was about", async () => {
  const asked = { sinceMs: 0, before: 1e9, tenants: [ACME.tenant], limit: 1_000 };
  const audit = await world.state.transact((rows) => readAudit(rows, asked));
  const routes = new Set(audit.map(({ route, name }) => `${name} ${route.split("/").at(-1)}`));
  const changes = ["decisions", "acknowledge", "comment", "assign", "silences", "verifications"];
  for (const change of changes) expect([...routes]).toContain(`Ada ${change}`);
  expect(audit[0]?.subject).toMatchObject({ tenant: ACME.tenant });
});
