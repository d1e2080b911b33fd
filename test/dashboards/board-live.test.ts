import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { LiveMessage } from "../../dashboards/board/live-feed.ts";
import { createSimulatedClock, type SimulatedClock } from "../../platform/clock/simulated-clock.ts";
import type { Principal } from "../../schemas/access.ts";
import { instantToJson } from "../../schemas/instant.ts";
import type { Series } from "../../schemas/series.ts";
import { openRequest } from "../../verifiers/requests/open-request.ts";
import { anAsking } from "../verifiers/requests/a-request.ts";
import { findingOf, NOON_MS, proofOf, series, stateOf } from "./board-rows.ts";
import { type BoardWorld, openBoardWorld } from "./board-world.ts";
import { listenLive } from "./listen-live.ts";

const SECOND_MS = 1_000;
const CLIENTS_MAX = 64;
const meeting = series({ asset: "MeetingDb", product: "meeting" });
const ofAcme: Principal = { name: "acme", role: "viewer", tenants: ["acme"] };

let clock: SimulatedClock;
let world: BoardWorld;
let url: string;
/** One world for all tests, as opening one takes seconds: each test begins when the last ended. */
let startMs: number;
let version = 1;

async function open(principal?: Principal) {
  clock = createSimulatedClock(NOON_MS);
  world = await openBoardWorld(clock, principal);
  await world.insert({ states: [stateOf(series()), stateOf(meeting)] });
  url = await world.listen();
  startMs = NOON_MS;
}
beforeAll(() => open());
beforeEach(() => {
  startMs = clock.nowMs();
  version += 1;
});
afterEach(async () => {
  const { server } = world.app;
  server.closeAllConnections();
  await expect.poll(() => promisify(server.getConnections.bind(server))()).toBe(0);
});
afterAll(() => world[Symbol.asyncDispose]());

/** So many seconds after the test began. */
const at = (seconds: number) => instantToJson(startMs + seconds * SECOND_MS);
const pass = (seconds: number) => clock.advanceTo(startMs + seconds * SECOND_MS);
const toState = (state: "missing" | "late") => ({
  states: [stateOf(series(), { state, version })],
});

const listen = () => listenLive(url);

/** Opens a restore request of a series. */
async function ask(of: Series): Promise<void> {
  const opened = await openRequest(world.state, anAsking({ series: of }), {
    ...{ author: "Bo", atMs: clock.nowMs() },
  });
  expect(opened.ok).toBe(true);
}

/** Which marks differ. */
function changed(before: LiveMessage, after: LiveMessage): readonly string[] {
  const marks = Object.entries(after.marks);
  return marks
    .filter(([list, mark]) => mark !== new Map(Object.entries(before.marks)).get(list))
    .map(([list]) => list);
}

test("the first message comes at once, at Vigie's own time, and has no data of anybody", async () => {
  const client = await listen();
  expect(client.type).toContain("text/event-stream");
  const first = await client.next();
  expect(first.at).toBe(at(0));
  expect(JSON.stringify(first).length).toBeLessThan(300);
  expect(JSON.stringify(first)).not.toContain("acme");
});

test.each([
  ["series", () => toState("missing")],
  ["findings", () => ({ findings: [findingOf(series())] })],
  ["proofs", () => ({ proofs: [proofOf(meeting)] })],
])("within a second a change of %s is told, and of nothing else", async (list, rows) => {
  const client = await listen();
  const first = await client.next();
  await world.insert(rows());
  await pass(1);
  const next = await client.next();
  expect(next.at).toBe(at(1));
  expect(changed(first, next)).toEqual([list]);
});

test("within a second a change of a restore request is told, and of nothing else", async () => {
  const client = await listen();
  const first = await client.next();
  await ask(meeting);
  await pass(1);
  expect(changed(first, await client.next())).toEqual(["requests"]);
});

test("where nothing changes, the instant comes every five seconds with the same marks", async () => {
  const client = await listen();
  const first = await client.next();
  await pass(11);
  expect(await client.next()).toEqual({ ...first, at: at(5) });
  expect(await client.next()).toEqual({ ...first, at: at(10) });
});

test("while the store doesn't answer nothing is called fresh; then comes what was missed", async () => {
  const client = await listen();
  const first = await client.next();
  world.breakStore(true);
  await world.insert(toState("late"));
  await pass(20);
  world.breakStore(false);
  await pass(21);
  const next = await client.next();
  expect(next.at).toBe(at(21));
  expect(changed(first, next)).toEqual(["series"]);
});

test(`${CLIENTS_MAX} boards ask the store once, each has its turn, and one more is refused`, async () => {
  const asked = world.questions();
  const clients = await Promise.all(Array.from({ length: CLIENTS_MAX }, listen));
  const first = await Promise.all(clients.map((client) => client.next()));
  expect(new Set(first.map(({ turnMs }) => turnMs)).size).toBe(CLIENTS_MAX);
  expect((await listen()).status).toBe(503);
  await pass(5);
  await Promise.all(clients.map((client) => client.next()));
  expect(world.questions() - asked).toBeLessThan(10);
  clients[0]?.leave();
  await expect.poll(async () => (await listen()).status).toBe(200);
});

test("who sees one tenant hears nothing of what happens to another", async () => {
  await world[Symbol.asyncDispose]();
  await open(ofAcme);
  const client = await listen();
  const first = await client.next();
  const other = series({ tenant: "globex" });
  await world.insert({ states: [stateOf(other)], findings: [findingOf(other), findingOf(null)] });
  await ask(other);
  await pass(5);
  expect(await client.next()).toEqual({ ...first, at: at(5) });
  await world.insert({ findings: [findingOf(series())] });
  await ask(series());
  await pass(6);
  expect(changed(first, await client.next())).toEqual(["findings", "requests"]);
});

test("closing the process ends every connection", async () => {
  const client = await listen();
  await client.next();
  await world.app.close();
  expect(await client.isEnded()).toBe(true);
});
