import { afterEach, beforeEach, expect, test } from "vitest";
import type { BoardChange } from "../../dashboards/board/board-data.ts";
import { createSimulatedClock, type SimulatedClock } from "../../platform/clock/simulated-clock.ts";
import { seriesId } from "../../schemas/series.ts";
import { findingOf, NOON_MS, proofOf, series, stateOf } from "./board-rows.ts";
import { type BoardWorld, openBoardWorld } from "./board-world.ts";

const SECOND_MS = 1_000;
const CLIENTS_MAX = 64;
const meeting = series({ asset: "MeetingDb", product: "meeting" });

let clock: SimulatedClock;
let world: BoardWorld;
let url: string;
beforeEach(async () => {
  clock = createSimulatedClock(NOON_MS);
  world = await openBoardWorld(clock);
  await world.insert({ states: [stateOf(series()), stateOf(meeting)] });
  url = await world.listen();
});
afterEach(() => world[Symbol.asyncDispose]());

async function listen() {
  const leaving = new AbortController();
  const response = await fetch(`${url}/api/live`, { signal: leaving.signal });
  const changes = readChanges(response.body ?? new ReadableStream());
  return {
    status: response.status,
    type: response.headers.get("content-type"),
    next: async (): Promise<BoardChange> => (await changes.next()).value,
    isEnded: async () => (await changes.next()).done,
    leave: () => leaving.abort(),
  };
}

async function* readChanges(body: ReadableStream<Uint8Array>) {
  let held = "";
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const messages = `${held}${text}`.split("\n\n");
    held = messages.pop() ?? "";
    for (const message of messages) {
      const data = /^event: board\ndata: (.*)$/.exec(message)?.[1];
      if (data) yield JSON.parse(data);
    }
  }
}

test("the first message is the whole board, at Vigie's own time", async () => {
  const client = await listen();
  expect(client.type).toContain("text/event-stream");
  const first = await client.next();
  expect(first.at).toBe("2026-11-20T11:00:00Z");
  expect(first.series?.set.map(({ asset }) => asset)).toEqual(["MeetingDb", "VisitorDb"]);
});

test("within a second a change is pushed, and only what changed", async () => {
  const client = await listen();
  await client.next();
  await world.insert({ states: [stateOf(series(), { state: "missing", version: 2 })] });
  await clock.advanceTo(NOON_MS + SECOND_MS);
  const change = await client.next();
  expect(change).toMatchObject({
    at: "2026-11-20T11:00:01Z",
    series: { set: [{ asset: "VisitorDb", state: "missing" }], gone: [], more: false },
  });
  expect(change.series?.set).toHaveLength(1);
  expect(change).not.toHaveProperty("findings");
  expect(change).not.toHaveProperty("proofs");
});

test("a finding and a proof are pushed with the id of their series", async () => {
  const client = await listen();
  await client.next();
  await world.insert({ findings: [findingOf(series())], proofs: [proofOf(meeting)] });
  await clock.advanceTo(NOON_MS + SECOND_MS);
  const { findings, proofs } = await client.next();
  expect(findings?.set[0]).toMatchObject({ kind: "missing", seriesId: seriesId(series()) });
  expect(proofs?.set[0]).toMatchObject({ outcome: "proven", seriesId: seriesId(meeting) });
});

test("of a proof that failed, the first check that didn't pass is told", async () => {
  const reason = {
    en: "Restored, but holds data of a week ago",
    fr: "Restaurée, mais ses données ont une semaine",
  };
  const passed = proofOf(meeting).checks;
  const failed = {
    name: "freshness",
    level: "right",
    verdict: "fail",
    observed: {},
    reason,
  } as const;
  await world.insert({
    proofs: [proofOf(meeting, { outcome: "failed", checks: [...passed, failed] })],
  });
  const first = await (await listen()).next();
  expect(first.proofs?.set[0]?.said).toEqual(reason);
});

test("where nothing changes, the instant alone comes every five seconds", async () => {
  const client = await listen();
  await client.next();
  await clock.advanceTo(NOON_MS + 11 * SECOND_MS);
  expect(await client.next()).toEqual({ at: "2026-11-20T11:00:05Z" });
  expect(await client.next()).toEqual({ at: "2026-11-20T11:00:10Z" });
});

test("while the store doesn't answer nothing is called fresh; then comes what was missed", async () => {
  const client = await listen();
  await client.next();
  world.breakStore(true);
  await world.insert({ states: [stateOf(series(), { state: "late", version: 2 })] });
  await clock.advanceTo(NOON_MS + 20 * SECOND_MS);
  world.breakStore(false);
  await clock.advanceTo(NOON_MS + 21 * SECOND_MS);
  expect(await client.next()).toMatchObject({
    at: "2026-11-20T11:00:21Z",
    series: { set: [{ asset: "VisitorDb", state: "late" }] },
  });
});

test("who comes back after a pause gets what is true by then", async () => {
  const client = await listen();
  await client.next();
  client.leave();
  await world.insert({ states: [stateOf(series(), { state: "late", version: 2 })] });
  const first = await (await listen()).next();
  const states = first.series?.set.map(({ asset, state }) => [asset, state]);
  expect(states).toContainEqual(["VisitorDb", "late"]);
});

test(`the ${CLIENTS_MAX + 1}th board is refused until another leaves`, async () => {
  const clients = await Promise.all(Array.from({ length: CLIENTS_MAX }, listen));
  expect((await listen()).status).toBe(503);
  clients[0]?.leave();
  await expect.poll(async () => (await listen()).status).toBe(200);
});

test("closing the process ends every connection", async () => {
  const client = await listen();
  await client.next();
  await world.app.close();
  expect(await client.isEnded()).toBe(true);
});
