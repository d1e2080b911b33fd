import { execFile } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { drawnSchema } from "../../../schemas/drawn.ts";
import type { Proof } from "../../../schemas/proof.ts";
import { drawsSchema } from "../../../schemas/verification-budget.ts";
import { checkDraw } from "../../../verifiers/draws/check-draw.ts";
import { listClaims } from "../../../verifiers/draws/list-claims.ts";
import { readDrawn } from "../../../verifiers/draws/read-drawn.ts";
import { type Estate, openEstate } from "./open-estate.ts";

const DAY_MS = 86_400_000;
const START_MS = Date.parse("2026-11-20T01:00:00Z");
const BYTES_MAX = 100_000;
const DRAWS = drawsSchema.parse({ copies: 3, level: "whole", bytesMax: BYTES_MAX });

const CLI = fileURLToPath(new URL("../../../app/cli.js", import.meta.url));

let estate: Estate;
beforeAll(async () => {
  estate = await openEstate(START_MS, DRAWS);
});
afterAll(() => estate.close());

function vigie(...args: readonly string[]): Promise<{ code: number; out: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [CLI, ...args], (_error, out) =>
      resolve({ code: child.exitCode ?? -1, out }),
    );
  });
}

async function listDrawn(): Promise<Proof[]> {
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
  const drawn = await listDrawn();
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

test("vigie draw check draws again from the file alone", async () => {
  const folder = join(estate.directory, "draws", "acme");
  const [name = ""] = await readdir(folder);
  const file = join(folder, name);
  const { fingerprint } = estate.keys;
  const sound = await vigie("draw", "check", file, "--key", fingerprint);
  expect(sound).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^sound: 3 of 6 copies of acme/),
  });
  const altered = join(estate.directory, "altered.json");
  await writeFile(altered, (await readFile(file, "utf8")).replaceAll("primary/A-", "primary/Z-"));
  const damaged = await vigie("draw", "check", altered);
  expect(damaged.code).toBe(1);
  expect(damaged.out).toContain("The inventory is not the one that was drawn from");
});

test("what was drawn is never drawn anew: a start in the same round asks for nothing more", async () => {
  const before = (await listDrawn()).length;
  const verifying = await estate.startVerifying();
  await estate.clock.advanceTo(estate.clock.nowMs() + DAY_MS / 24);
  await verifying.stop();
  expect(await listDrawn()).toHaveLength(before);
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
  const [claim] = listClaims(await listDrawn(), estate.clock.nowMs());
  expect(claim).toMatchObject({ counted: 9, failed: 3 });
  const { store } = estate.verifying;
  const stored = await readDrawn(store, estate.clock.nowMs() + DAY_MS);
  expect(listClaims(stored, estate.clock.nowMs())).toEqual([claim]);
});
