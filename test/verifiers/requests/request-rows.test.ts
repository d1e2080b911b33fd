import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { StateStore } from "../../../platform/state/state-store.ts";
import { changeRequest } from "../../../verifiers/requests/change-request.ts";
import { openRequest } from "../../../verifiers/requests/open-request.ts";
import {
  listRequests,
  markRequests,
  migrateRequests,
  readRequest,
} from "../../../verifiers/requests/request-rows.ts";
import { openTestState } from "../../services/open-test-state.ts";
import { anAsking, aPlan, OPENED_MS, SERIES } from "./a-request.ts";

let directory: string;
let state: StateStore;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-requests-"));
  state = await openTestState(directory);
  await migrateRequests(state);
});
afterAll(async () => {
  await state.close();
  await rm(directory, { recursive: true });
});

const open = (ticket: string, tenant = "acme", atMs = OPENED_MS) =>
  openRequest(state, anAsking({ ticket, series: { ...SERIES, tenant } }), { author: "Bo", atMs });

test("requests that are opened at once each have a number of their own, counted by year", async () => {
  const tickets = Array.from({ length: 20 }, (_, at) => `SUP-${at}`);
  const opened = await Promise.all(tickets.map((ticket) => open(ticket)));
  const ids = opened.map((acted) => (acted.ok ? acted.request.id : expect.fail()));
  expect(ids.sort()).toEqual(tickets.map((_, at) => `R-2026-${String(at + 1).padStart(4, "0")}`));
  const next = await open("SUP-0", "globex", Date.parse("2027-01-01T00:00:00Z"));
  expect(next).toMatchObject({ request: { id: "R-2027-0001" } });
});

test("what is asked for again while it is open opens nothing", async () => {
  expect(await open("SUP-3")).toMatchObject({ ok: false, error: { kind: "already-open" } });
});

test("a list holds the tenants and states that are asked for, the newest first, to its limit", async () => {
  const list = async (which: Partial<Parameters<typeof listRequests>[1]>) => {
    const found = await listRequests(state, { tenants: null, states: null, limit: 2, ...which });
    return found.map(({ id }) => id);
  };
  expect(await list({})).toEqual(["R-2027-0001", "R-2026-0020"]);
  expect(await list({ before: "R-2027-0001" })).toEqual(["R-2026-0020", "R-2026-0019"]);
  expect(await list({ before: "R-2026-0002" })).toEqual(["R-2026-0001"]);
  expect(await list({ before: "R-2026-10000" })).toEqual(["R-2026-0020", "R-2026-0019"]);
  expect(await list({ tenants: ["acme"] })).toEqual(["R-2026-0020", "R-2026-0019"]);
  expect(await list({ tenants: [] })).toEqual([]);
  expect(await list({ states: ["closed"] })).toEqual([]);
  expect(await list({ tenants: ["globex"], states: ["opened"] })).toEqual(["R-2027-0001"]);
  expect(await readRequest(state, "R-2026-9999")).toBeNull();
});

test("a list holds what its requests are without the copies of their plans, of those kept before too", async () => {
  const plan = aPlan();
  const said = { author: "Cy", reason: "feasible", atMs: OPENED_MS };
  const id = "R-2026-0007";
  await changeRequest(state, id, { change: () => ({ act: "plan", plan }), said });
  const list = async () => {
    const [found] = await listRequests(state, {
      ...{ tenants: null, states: ["planned"], limit: 2 },
    });
    return found;
  };
  const { links: _links, ...rest } = plan;
  const whole = await readRequest(state, id);
  expect(whole?.plan).toEqual(plan);
  expect(await list()).toEqual({ ...whole, plan: rest });
  await state.transact((transaction) =>
    transaction.run("UPDATE restore_requests SET summary = NULL WHERE id = ?", id),
  );
  expect(await list()).toEqual({ ...whole, plan: rest });
});

test("a tenant's mark changes with each act of theirs alone, whatever else is kept", async () => {
  const marks = async () =>
    Object.fromEntries((await markRequests(state)).map((row) => [row.tenant, row.requests]));
  const before = await marks();
  expect(Object.keys(before).sort()).toEqual(["acme", "globex"]);
  const said = { author: "Cy", reason: "found elsewhere", atMs: OPENED_MS };
  await changeRequest(state, "R-2026-0008", { change: () => ({ act: "withdraw" }), said });
  const withdrawn = await marks();
  expect(withdrawn).toEqual({ ...before, acme: expect.not.stringMatching(`^${before["acme"]}$`) });
  await open("SUP-9", "globex");
  const opened = await marks();
  expect(opened).toEqual({ ...withdrawn, globex: expect.any(String) });
  expect(opened["globex"]).not.toBe(withdrawn["globex"]);
  // Steps are kept for ever, and marks are asked for each second.
  await state.transact((transaction) => transaction.run("DELETE FROM restore_request_steps"));
  expect(await marks()).toEqual(opened);
});

test("the marks of requests that were kept before there were marks are there", async () => {
  await state.transact(async (transaction) => {
    await transaction.run("DROP TABLE restore_request_marks");
    await transaction.run("DELETE FROM migrations WHERE name = 'requests/0003-marks'");
  });
  await migrateRequests(state);
  const marks = await markRequests(state);
  expect(marks.map(({ tenant }) => tenant).sort()).toEqual(["acme", "globex"]);
});
