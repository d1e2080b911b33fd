import { afterAll, beforeAll, expect, test } from "vitest";
import { findFinding } from "../../../app/commands/find-finding.ts";
import { findAbout, findSeries } from "../../../app/commands/find-series.ts";
import { createSimulatedClock } from "../../../platform/clock/simulated-clock.ts";
import { seriesKey } from "../../../schemas/series.ts";
import { findingOf, NOON_MS, series, stateOf } from "../../dashboards/board-rows.ts";
import { type BoardWorld, openBoardWorld } from "../../dashboards/board-world.ts";

const FULL = series({ asset: "VisitorDb" });
const PART = series({ asset: "VisitorDb", backupType: "differential" });
const LEDGER = series({ asset: "Ledger" });

let world: BoardWorld;

beforeAll(async () => {
  world = await openBoardWorld(createSimulatedClock(NOON_MS));
  await world.insert({
    states: [FULL, PART, LEDGER].map((one) => stateOf(one)),
    findings: ["a1", "a2"].map((head) =>
      findingOf(LEDGER, { id: head.padEnd(32, "0"), kind: "missing" }),
    ),
  });
});

afterAll(() => world[Symbol.asyncDispose]());

test.each([
  ["Ledger", LEDGER],
  ["acme/Ledger", LEDGER],
  [seriesKey(PART), PART],
])("%s names a series", async (named, found) => {
  expect(await findSeries(world.store, named)).toEqual(found);
});

test.each([
  ["Legder", "No series is called Legder", "Did you mean Ledger?"],
  ["VisitorDb", "2 series are called VisitorDb", seriesKey(PART)],
])("%s names none, or not one", async (named, message, hint) => {
  const wrong = { message, hint: expect.stringContaining(hint) };
  await expect(findSeries(world.store, named)).rejects.toMatchObject(wrong);
});

test("a match names what it matches, now and to come", async () => {
  const { about, series: found } = await findAbout(world.store, "tenant=acme,asset=Led*");
  expect({ about, found }).toEqual({
    about: { match: { tenant: ["acme"], asset: ["Led*"] } },
    found: [LEDGER],
  });
});

test.each([
  ["tennant=acme", "A series has no attribute tennant", "Did you mean tenant?"],
  ["tenant=nobody", "No series matches tenant=nobody", "acme/Ledger"],
])("%s is no match of anything", async (named, message, hint) => {
  const wrong = { message, hint: expect.stringContaining(hint) };
  await expect(findAbout(world.store, named)).rejects.toMatchObject(wrong);
});

test.each([
  ["ff", "No finding begins with ff"],
  ["a", "2 findings begin with a"],
])("%s names no finding, or not one", async (id, message) => {
  await expect(findFinding(world.store, id)).rejects.toMatchObject({ message });
});

test("the head of an id names a finding", async () => {
  expect(await findFinding(world.store, "a2")).toMatchObject({ kind: "missing" });
});
