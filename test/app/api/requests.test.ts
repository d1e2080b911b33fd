import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verificationSchema } from "../../../schemas/proof.ts";
import { requestSchema } from "../../../schemas/request.ts";
import { TOPICS } from "../../../schemas/topics.ts";
import { checkRequestReport } from "../../../verifiers/requests/report/request-report.ts";
import { proofOf } from "../../dashboards/board-rows.ts";
import { aTenant } from "./a-tenant.ts";
import { type ApiWorld, openApiWorld } from "./api-world.ts";
import { askingOf } from "./ask-of-other.ts";

const ACME = aTenant("acme");

let world: ApiWorld;
let [rea, ann]: [string, string] = ["", ""];
beforeAll(async () => {
  const policy = { name: "daily", match: {}, schedule: { cron: "0 1 * * *" } };
  world = await openApiWorld({
    policies: [{ ...policy, objectives: { rpo: "26h", rto: "4h" } }],
  });
  await world.say(ACME.rows);
  rea = await world.give("Rea", "restorer", [ACME.tenant]);
  ann = await world.give("Ann", "approver", [ACME.tenant]);
}, 60_000);
afterAll(() => world[Symbol.asyncDispose]());

async function post(path: string, body: object, token = rea) {
  return world.ask(`/requests${path}`, { method: "POST", body, token });
}

/** A request over production, which takes another person. */
async function open(ticket: string) {
  const asking = askingOf(ACME);
  const target = { ...asking.target, environment: "production" };
  return requestSchema.parse((await post("", { ...asking, ticket, target })).json());
}

async function act(id: string, name: string, body: object = {}, token = rea) {
  const { status, json } = await post(`/${id}/${name}`, { reason: "so it is", ...body }, token);
  return { status, answer: json() };
}

const work = async () =>
  (await world.read(TOPICS.verifications)).map((one) => verificationSchema.parse(one));

test("a request goes from its ticket to its sealed report, by two people", async () => {
  const { id } = await open("SUP-1");
  const planned = await act(id, "plan");
  expect(planned).toMatchObject({
    status: 200,
    answer: {
      state: "planned",
      plan: { links: [{ runId: "acme-run" }], estimate: { rtoSeconds: 4 * 3_600 } },
      steps: [{}, { act: "plan", by: "Rea" }],
    },
  });
  const early = await act(id, "execute");
  expect(early).toMatchObject({ status: 409, answer: { error: "Nobody has approved it" } });
  expect(await work()).toEqual([]);
  expect(await act(id, "approve", { revision: 2 }, ann)).toMatchObject({ status: 200 });

  const executing = await act(id, "execute", { revision: 3 });
  expect(executing).toMatchObject({ status: 202, answer: { state: "executing" } });
  const { execution } = requestSchema.parse(executing.answer);
  const { verificationId, proofId } = execution ?? expect.fail();
  const [asked, ...others] = await work();
  expect(asked).toMatchObject({ id: verificationId, request: id, series: ACME.series });
  expect(others).toEqual([]);
  // What was lost on its way is asked for anew, and is the same.
  expect(await act(id, "execute")).toMatchObject({ status: 202 });
  expect((await work()).map((one) => one.id)).toEqual([verificationId, verificationId]);

  await world.say({ proofs: [proofOf(ACME.series, { id: proofId, request: id })] });
  const seen = (await world.ask(`/requests/${id}`, { token: ann })).json();
  expect(seen).toMatchObject({ state: "done", execution: { result: { outcome: "proven" } } });
  const closing = { outcome: "restored", restoredAt: "2026-11-20T11:00:00Z" };
  expect(await act(id, "close", { ...closing, revision: 5 })).toMatchObject({
    status: 200,
    answer: { state: "closed", closing, steps: Array(6).fill({}) },
  });

  const { fingerprint } = world.keys;
  const report = (await world.ask(`/requests/${id}/report`, { token: ann })).json();
  expect(checkRequestReport(report, { fingerprint })).toMatchObject({ verdict: "sound" });
  report.request.steps[2].by = "Rea";
  expect(checkRequestReport(report, { fingerprint })).toMatchObject({ verdict: "damaged" });
  const text = await world.ask(`/requests/${id}/report?format=text&lang=fr`, { token: ann });
  expect(text.headers).toMatchObject({
    "content-disposition": `attachment; filename="${id}.fr.txt"`,
    "content-type": "text/plain; charset=utf-8",
  });
  expect(text.text).toContain(`Demande de restauration ${id} : clôturée`);
});

test("nobody approves their own plan by a token that they gave, or had given", async () => {
  const admin = await world.give("Adam", "admin");
  const asking = askingOf(ACME);
  const target = { ...asking.target, environment: "production" };
  const opened = await post("", { ...asking, ticket: "SUP-9", target }, admin);
  const { id } = requestSchema.parse(opened.json());
  await act(id, "plan", {}, admin);
  const give = async (name: string, role: string, token: string) => {
    const body = { name, role, tenants: null };
    const answer = await world.ask("/access", { method: "POST", body, token });
    expect(answer.status, answer.text).toBe(201);
    return answer.json().token as string;
  };
  const puppet = await give("puppet", "admin", admin);
  const puppets = await give("puppet's", "approver", puppet);
  await world.ask("/access/puppet", { method: "DELETE", token: admin });
  for (const token of [await give("eve", "approver", admin), puppets])
    expect(await act(id, "approve", {}, token)).toMatchObject({
      status: 403,
      answer: { code: "same-person" },
    });
  expect(await act(id, "execute", {}, admin)).toMatchObject({ status: 409 });
  expect(await act(id, "approve", {}, ann)).toMatchObject({ status: 200 });
});

test("whoever acts on a plan that has changed since is told so", async () => {
  const { id } = await open("SUP-2");
  await act(id, "plan");
  await act(id, "approve", {}, ann);
  await act(id, "plan");
  const changed = {
    code: "changed",
    error: "It has changed: its revision is 4",
    hint: "Look again.",
  };
  for (const [name, body] of [
    ["execute", {}],
    ["plan", {}],
    ["close", { outcome: "restored" }],
  ] as const)
    expect(await act(id, name, { ...body, revision: 3 })).toEqual({ status: 409, answer: changed });
});

describe("documents", () => {
  test("a runbook is there once another has approved its plan, a report once it is closed", async () => {
    const { id } = await open("SUP-3");
    const ask = async (path: string) => (await world.ask(`/requests/${id}${path}`)).status;
    expect([await ask("/runbook"), await ask("/report")]).toEqual([404, 404]);
    await act(id, "plan");
    expect((await world.ask(`/requests/${id}`, { token: rea })).json()).toMatchObject({
      runbookLack: "not-approved",
      involvement: { did: "opened", name: "Rea" },
    });
    const seen = await world.ask(`/requests/${id}`, { token: ann });
    expect(seen.json()).toMatchObject({ involvement: null });
    expect([await ask("/runbook"), await ask("/report")]).toEqual([404, 404]);
    await act(id, "approve", {}, ann);
    expect((await world.ask(`/requests/${id}`)).json()).toMatchObject({ runbookLack: null });
    expect([await ask("/runbook"), await ask("/report")]).toEqual([200, 404]);
    const { text, headers } = await world.ask(`/requests/${id}/runbook?lang=fr`);
    expect(headers["content-type"]).toBe("text/markdown; charset=utf-8");
    expect(text).toContain(`# Mode opératoire de ${id}`);
  });

  test("a plan that leads nowhere has none, and is not executed", async () => {
    const wanted = { at: "2026-11-01T00:00:00Z" };
    const asked = { ...askingOf(ACME), ticket: "SUP-4", wanted };
    const { id } = (await post("", asked)).json();
    const { answer } = await act(id, "plan");
    expect(answer.plan).toMatchObject({ reached: null, nearest: { before: null } });
    expect(answer.plan.nearest.after).not.toBe(null);
    expect(await act(id, "execute")).toMatchObject({ status: 409 });
    expect((await world.ask(`/requests/${id}/runbook`)).status).toBe(404);
  });
});
