import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { drawnSchema } from "../../../schemas/drawn.ts";
import type { Proof } from "../../../schemas/proof.ts";
import { drawsSchema } from "../../../schemas/verification-budget.ts";
import { checkDraw } from "../../../verifiers/draws/check-draw.ts";
import { listClaims } from "../../../verifiers/draws/list-claims.ts";
import { type Estate, openEstate } from "./open-estate.ts";

const DAY_MS = 86_400_000;
const START_MS = Date.parse("2026-11-20T01:00:00Z");
const BYTES_MAX = 100_000;
const DRAWS = drawsSchema.parse({ copies: 3, level: "whole", bytesMax: BYTES_MAX });

let estate: Estate;
beforeAll(async () => {
  estate = await openEstate(START_MS, DRAWS);
});
afterAll(() => estate.close());

async function readDrawn(): Promise<Proof[]> {
  return (await estate.readProofs()).filter(({ reason }) => reason === "drawn");
}

async function readFiles() {
  const folder = join(estate.directory, "draws", "acme");
  const names = (await readdir(folder)).sort();
  return Promise.all(
    names.map(async (name) => JSON.parse(await readFile(join(folder, name), "utf8"))),
  );
}

test("each round draws copies of all runs, publishes how, and proves them; what is too large is outside", async () => {
  const bytes = Buffer.from("-- a dump of nothing\n".repeat(50));
  for (const asset of ["A", "B", "C"]) await estate.backUp(asset, "run-1", bytes);
  await estate.backUp("D", "run-1", Buffer.alloc(BYTES_MAX + 1));
  const verifying = await estate.startVerifying();
  await estate.clock.advanceTo(START_MS + DAY_MS);
  await verifying.stop();
  const drawn = await readDrawn();
  expect(drawn).toHaveLength(6);
  for (const proof of drawn) {
    expect(proof).toMatchObject({ outcome: "proven", wanted: "whole", level: "whole" });
    const { copies, excluded, drawn: count } = drawnSchema.parse(proof.drawn);
    expect({ copies, excluded, count }).toEqual({
      copies: 6,
      excluded: { "too-large": 2 },
      count: 3,
    });
  }
  const files = await readFiles();
  const { fingerprint } = estate.keys;
  const checks = files.map((file) => checkDraw(file, { fingerprint }));
  expect(checks.map(({ reasons, pinned }) => [reasons, pinned])).toEqual([
    [[], true],
    [[], true],
  ]);
  expect(new Set(drawn.map(({ drawn }) => drawn?.draw))).toEqual(
    new Set(checks.map(({ draw }) => draw)),
  );
  expect(drawn.map(({ drawn }) => drawn && drawn.sequence + drawn.position).sort()).toEqual([
    0, 1, 2, 3, 4, 5,
  ]);
  expect(listClaims(drawn, estate.clock.nowMs())).toMatchObject([
    { tenant: "acme", counted: 6, failed: 0, awaited: 0, copies: 6 },
  ]);
});

test("what was drawn is never drawn anew: a start in the same round asks for nothing more", async () => {
  const before = (await readDrawn()).length;
  const verifying = await estate.startVerifying();
  await estate.clock.advanceTo(estate.clock.nowMs() + DAY_MS / 24);
  await verifying.stop();
  expect(await readDrawn()).toHaveLength(before);
  expect(await readFiles()).toHaveLength(2);
});

test("a copy that is bad counts against the claim, and its other copy is looked at besides", async () => {
  for (const vault of ["primary", "duplicate"]) {
    const folder = join(estate.directory, "vaults", vault);
    for (const name of await readdir(folder)) await estate.damage(join(folder, name));
  }
  const verifying = await estate.startVerifying();
  await estate.clock.advanceTo(estate.clock.nowMs() + DAY_MS);
  await verifying.stop();
  const [claim] = listClaims(await readDrawn(), estate.clock.nowMs());
  expect(claim).toMatchObject({ counted: 9, failed: 3 });
  expect(claim?.badShareMax ?? 1).toBeGreaterThan(3 / 9);
});
