import { afterEach, beforeEach, expect, test } from "vitest";
import { createSimulatedClock } from "../../platform/clock/simulated-clock.ts";
import { findingOf, NOON_MS, series, stateOf } from "./board-rows.ts";
import { type BoardWorld, openBoardWorld } from "./board-world.ts";

let world: BoardWorld;
beforeEach(async () => {
  world = await openBoardWorld(createSimulatedClock(NOON_MS));
});
afterEach(() => world[Symbol.asyncDispose]());

test("a finding shows as it last was", async () => {
  const opened = findingOf(series());
  await world.insert({ states: [stateOf(series())], findings: [opened] });
  expect((await world.get("/api/findings?open=true")).body.items).toHaveLength(1);
  await world.insert({ findings: [{ ...opened, version: 2, resolvedAt: "2026-11-20T10:59:00Z" }] });
  expect((await world.get("/api/findings?open=true")).body.items).toEqual([]);
});

test("hostile names come through as they are, in JSON that is never sniffed", async () => {
  const asset = `</script><img src=x onerror=alert(1)>'"\\\u202e\u0000{x:String}`;
  await world.insert({ states: [stateOf(series({ asset, tenant: "'; DROP TABLE x --" }))] });
  const { body, headers } = await world.get("/api/series");
  expect(body.items[0]).toMatchObject({ asset, tenant: "'; DROP TABLE x --" });
  expect(headers["content-type"]).toContain("application/json");
  expect(headers["x-content-type-options"]).toBe("nosniff");
});
