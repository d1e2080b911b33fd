import { afterAll, beforeAll, expect, test } from "vitest";
import { PANELS } from "../../dashboards/panels/panels.ts";
import { readPanel } from "../../dashboards/panels/read-panel.ts";
import { createSimulatedClock } from "../../platform/clock/simulated-clock.ts";
import type { Proof } from "../../schemas/proof.ts";
import { listClaims } from "../../verifiers/draws/list-claims.ts";
import { createDice } from "../bench/detection/create-dice.ts";
import { aDraw, CAMPAIGN_AT_MS, entriesOf, proofsOf } from "../verifiers/draws/a-draw.ts";
import { type BoardWorld, openBoardWorld } from "./board-world.ts";

const DAY_MS = 86_400_000;
const STREAMS = 15;
const AS_OF_MS = CAMPAIGN_AT_MS + 90 * DAY_MS;

let world: BoardWorld;
beforeAll(async () => {
  world = await openBoardWorld(createSimulatedClock(AS_OF_MS));
});
afterAll(() => world[Symbol.asyncDispose]());

test("the confidence statement is the weekly report's own, whatever became of the draws", async () => {
  const proofs = Array.from({ length: STREAMS }, (_, stream) => drawnBy(stream)).flat();
  await world.insert({ proofs });
  const panel = PANELS.find(({ name }) => name === "proofs/claims");
  if (!panel) throw new Error("no panel");
  const { rows } = await readPanel(world.store, panel, {}, { nowMs: AS_OF_MS, zone: "UTC" });
  const claims = listClaims(proofs, AS_OF_MS);
  expect(claims.some(({ badShareMax }) => badShareMax === null)).toBe(true);
  expect(claims.filter(({ badShareMax }) => badShareMax !== null).length).toBeGreaterThan(5);
  expect(claims.some(({ awaited }) => awaited > 0)).toBe(true);
  expect(
    rows.map(({ tenant, level, copies, counted, failed, awaited, goodShare }) => [
      ...[tenant, level, copies, counted, failed, awaited],
      goodShare,
    ]),
  ).toEqual(
    claims.map(({ tenant, level, copies, counted, failed, awaited, badShareMax }) => [
      ...[tenant, level, copies, counted, failed, awaited],
      badShareMax === null ? null : Math.round((1 - badShareMax) * 10_000) / 10_000,
    ]),
  );
});

/** Draws of one tenant: some lost as a whole, some verdicts missing, some bad; few or many. */
function drawnBy(stream: number): readonly Proof[] {
  const dice = createDice(stream);
  const tenant = `tenant-${String(stream).padStart(2, "0")}`;
  const entries = entriesOf(dice.pick([3, 40, 5_000]));
  const days = dice.pick([1, 20, 60]);
  const perDay = dice.pick([1, 3]);
  const [badShare, goneShare] = [dice.pick([0, 0, 0.02, 0.3, 1]), dice.pick([0, 0.01])];
  return Array.from({ length: days }, (_, index) => {
    const day = 89 - days + 1 + index;
    const draw = aDraw(entries, perDay, { tenant, day, sequence: perDay * index });
    const outcomes = Array.from({ length: perDay }, (_, position) => {
      if (dice.chance(goneShare) || (stream % 3 === 0 && index > days - 3 && position > 0))
        return null;
      return dice.chance(badShare) ? dice.pick(["failed", "unproven"] as const) : "proven";
    });
    const isLost = stream % 5 === 4 && index === 1;
    return isLost ? [] : proofsOf(draw, outcomes);
  })
    .flat()
    .map((proof) => ({ ...proof, series: { ...proof.series, tenant } }));
}
