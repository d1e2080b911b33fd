import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rereadSchema } from "../../../schemas/vault.ts";
import { startRereading } from "../../../verifiers/rereading/start-rereading.ts";
import { type Estate, openEstate } from "./open-estate.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** After the morning's round, before the night. */
const START_MS = Date.parse("2026-11-20T12:00:00Z");
const NIGHT_MS = Date.parse("2026-11-20T20:00:00Z");

let estate: Estate;
let dump: Buffer;
beforeAll(async () => {
  estate = await openEstate(START_MS);
  const folder = new URL("../../verifiers/golden/", import.meta.url);
  dump = await readFile(new URL("visitor-15-copy.sql", folder));
});
afterAll(() => estate.close());

test("a byte that flips in a vault is found by night, proved, and the other vault is asked", async () => {
  await estate.backUp("VisitorDb", "run-1", dump);
  await estate.backUp("VisitorDb", "run-2", dump);
  const verifying = await estate.startVerifying();
  const rereading = await startRereading({
    ...estate.verifying,
    reread: rereadSchema.parse({ cron: "0 20 * * *" }),
  });
  await estate.clock.advanceTo(NIGHT_MS + HOUR_MS);
  const nightly = async () => (await estate.readProofs()).filter(({ reason }) => reason !== "due");
  expect(await nightly()).toEqual([]);

  // Of the older run, which no round looks at any more.
  const file = join(estate.directory, "vaults", "duplicate", "VisitorDb-run-1.sql");
  const damaged = Buffer.from(dump);
  damaged[1_000] = (damaged[1_000] ?? 0) ^ 1;
  await writeFile(file, damaged);
  await estate.clock.advanceTo(NIGHT_MS + DAY_MS + HOUR_MS);
  const proofs = await nightly();
  expect(proofs).toMatchObject([
    {
      ...{ runId: "run-1", reason: "recheck", outcome: "failed", failure: "copy-damaged" },
      ...{ level: "exists", copy: { role: "duplicate" } },
    },
    { runId: "run-1", reason: "other-copy", outcome: "proven", copy: { role: "primary" } },
  ]);

  await rereading.stop();
  await verifying.stop();
});

test("starts nothing where every vault has a collector that reads it again", async () => {
  const { stop } = await startRereading({
    ...estate.verifying,
    ...{ vaults: [], reread: rereadSchema.parse({}) },
  });
  await stop();
});
