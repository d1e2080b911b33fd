import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSimulatedClock } from "../../platform/clock/simulated-clock.ts";
import { seriesId } from "../../schemas/series.ts";
import { SLOT_STATES } from "../../schemas/series-state.ts";
import { NOON_MS, proofOf } from "./board-rows.ts";
import { type BoardWorld, openBoardWorld } from "./board-world.ts";
import * as estate from "./small-estate.ts";

let world: BoardWorld;
beforeAll(async () => {
  world = await openBoardWorld(createSimulatedClock(NOON_MS));
  await world.insert(estate);
});
afterAll(() => world[Symbol.asyncDispose]());

type Item = Record<string, unknown>;
const items = async (url: string): Promise<Item[]> => (await world.get(url)).body.items;

describe("GET /api/series", () => {
  test("gives every series with its state, worst states first", async () => {
    const states = (await items("/api/series")).map(({ state }) => state);
    expect(states).toHaveLength(estate.states.length);
    expect(states.slice(0, 6)).toEqual([
      "missing",
      "stuck",
      "failed",
      "late",
      "unprotected",
      "unknown",
    ]);
    expect(states.at(-1)).toBe("filled");
  });

  test("gives instants as RFC 3339, absent ones as null, and sizes exactly", async () => {
    const rows = await items("/api/series");
    const named = (asset: string) => rows.find((row) => row["asset"] === asset);
    expect(named("Db_filled")).toEqual({
      id: seriesId(estate.seriesByState.filled),
      ...estate.seriesByState.filled,
      policy: "saas-sql-daily",
      state: "filled",
      slot: "2026-11-20T00:00:00Z",
      nextSlot: "2026-11-21T00:00:00Z",
      lastSuccessAt: "2026-11-20T00:30:00Z",
      lastSizeBytes: 81_234_567_890,
      learningRuns: null,
      learningNeeded: null,
      updatedAt: "2026-11-20T01:00:00Z",
    });
    expect(named("Db_waiting")).toMatchObject({ lastSuccessAt: null, lastSizeBytes: null });
    expect(named("Db_unprotected")).toMatchObject({ policy: null, slot: null, nextSlot: null });
    expect(named("visitor-web-01")).toMatchObject({ lastSizeBytes: "9223372036854775807" });
  });

  test("knows each state of the contract", async () => {
    const states = new Set((await items("/api/series")).map(({ state }) => state));
    expect([...SLOT_STATES].filter((state) => !states.has(state))).toEqual([]);
  });
});

describe("GET /api/findings", () => {
  test("gives open findings, worst then newest first", async () => {
    const open = await items("/api/findings?open=true");
    expect(open.map(({ kind }) => kind)).toEqual([
      "copy-checksum-mismatch",
      "missing",
      "collector-silent",
      "late",
      "stuck",
      "proof-overdue",
      "failed",
      "unprotected",
    ]);
    expect(open.every(({ resolvedAt }) => resolvedAt === null)).toBe(true);
  });

  test("gives what was resolved in the last 24 hours, and nothing older", async () => {
    const resolved = await items("/api/findings?open=false");
    expect(resolved.map(({ kind, resolvedAt }) => [kind, resolvedAt])).toEqual([
      ["late", "2026-11-20T02:30:00Z"],
    ]);
  });

  test("gives both where nothing is asked, open ones first", async () => {
    const both = await items("/api/findings");
    expect(both).toHaveLength(9);
    expect(both.at(-1)?.["resolvedAt"]).not.toBeNull();
  });

  test("says of which series each is, and null where it is of none", async () => {
    const open = await items("/api/findings?open=true");
    const of = (kind: string) => open.find((finding) => finding["kind"] === kind);
    expect(of("missing")?.["seriesId"]).toBe(seriesId(estate.seriesByState.missing));
    expect(of("collector-silent")).toMatchObject({ seriesId: null, collector: "vaults" });
  });

  test("refuses an `open` that is neither true nor false", async () => {
    expect(await world.get("/api/findings?open=yes")).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining("open") },
    });
  });
});

describe("GET /api/proofs/:seriesId", () => {
  test("gives the signed proofs of one series, newest first", async () => {
    const proofs = await items(`/api/proofs/${seriesId(estate.seriesByState.filled)}`);
    expect(proofs.map(({ finishedAt }) => finishedAt)).toEqual([
      "2026-11-20T06:00:00Z",
      "2026-11-06T11:00:00Z",
    ]);
    expect(proofs[0]).toMatchObject(proofOf(estate.seriesByState.filled));
  });

  test("gives none for a series never proven", async () => {
    expect(await items(`/api/proofs/${seriesId(estate.seriesByState.missing)}`)).toEqual([]);
  });

  test.each(["x", "%27%20OR%201=1", "0".repeat(31)])("refuses %s as a series id", async (id) => {
    expect((await world.get(`/api/proofs/${id}`)).status).toBe(400);
  });
});
