import { randomBytes } from "node:crypto";
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Proof, verificationSchema } from "../../../schemas/proof.ts";
import { seriesId, seriesKey } from "../../../schemas/series.ts";
import { TOPICS } from "../../../schemas/topics.ts";
import { checkChain, checkProof } from "../../../verifiers/proof/check-proof.ts";
import { verifyNow } from "../../../verifiers/verify-now.ts";
import { type Estate, openEstate, seriesOf } from "./open-estate.ts";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const START_MS = Date.parse("2026-11-20T01:00:00Z");

let estate: Estate;
let dump: Buffer;
beforeAll(async () => {
  estate = await openEstate(START_MS);
  const folder = new URL("../../verifiers/golden/", import.meta.url);
  dump = await readFile(new URL("visitor-15-copy.sql", folder));
});
afterAll(() => estate.close());

async function proofsOf(asset: string): Promise<Proof[]> {
  const proofs = await estate.readProofs();
  return proofs.filter(({ series }) => series.asset === asset);
}

function advance(toMs: number): Promise<void> {
  return estate.clock.advanceTo(toMs);
}

test("a round asks for the newest run's primary copy, once per period, and the proofs form a chain", async () => {
  await estate.backUp("VisitorDb", "run-1", dump);
  let verifying = await estate.startVerifying();
  await advance(START_MS + 5 * HOUR_MS + 2 * MINUTE_MS);
  expect(await proofsOf("VisitorDb")).toMatchObject([
    { runId: "run-1", outcome: "proven", level: "right", reason: "due", copy: { role: "primary" } },
  ]);

  await verifying.stop();
  verifying = await estate.startVerifying();
  await advance(START_MS + 3 * 24 * HOUR_MS);
  expect(await proofsOf("VisitorDb")).toHaveLength(1);

  await estate.backUp("VisitorDb", "run-2", dump);
  await advance(START_MS + 8 * 24 * HOUR_MS);
  await verifying.stop();
  const proofs = await proofsOf("VisitorDb");
  expect(proofs.map(({ runId, outcome }) => [runId, outcome])).toEqual([
    ["run-1", "proven"],
    ["run-2", "proven"],
  ]);
  const { publicKeyPem, fingerprint } = estate.keys;
  expect(checkChain(proofs, { publicKeyPem, fingerprint })).toMatchObject({
    verdict: "sound",
    pinned: true,
  });
});

test("each proof lies as a file that checks by itself", async () => {
  const folder = join(estate.directory, "proofs", seriesId(seriesOf("VisitorDb")));
  const files = (await readdir(folder)).filter((name) => name.endsWith(".json"));
  expect(files).toHaveLength(2);
  for (const file of files) {
    const { proof, publicKeyPem } = JSON.parse(await readFile(join(folder, file), "utf8"));
    expect(checkProof(proof, { publicKeyPem }).verdict).toBe("sound");
  }
});

test("a failed copy has the run's other copy tried, and a newer run is tried at the next round", async () => {
  await estate.backUp("MeetingDb", "run-1", randomBytes(10_000));
  const verifying = await estate.startVerifying();
  await advance(START_MS + 9 * 24 * HOUR_MS);
  const tried = (await proofsOf("MeetingDb")).map(({ copy, failure, reason }) => [
    copy.role,
    failure,
    reason,
  ]);
  expect(tried).toEqual([
    ["primary", "copy-damaged", "due"],
    ["duplicate", "copy-damaged", "other-copy"],
  ]);
  await estate.backUp("MeetingDb", "run-2", dump);
  await advance(START_MS + 10 * 24 * HOUR_MS);
  await verifying.stop();
  expect((await proofsOf("MeetingDb")).at(-1)).toMatchObject({ runId: "run-2", outcome: "proven" });
});

test("a verification that is repeated, as after a crash, gives the same proof to the byte", async () => {
  const [asked] = await Array.fromAsync(estate.log.replay(TOPICS.verifications));
  if (!asked) throw new Error("nothing was asked for");
  const { id, series } = verificationSchema.parse(JSON.parse(asked.value));
  const before = await estate.readProofs();
  await estate.log.append(TOPICS.verifications, [{ key: seriesKey(series), value: asked.value }]);
  const verifying = await estate.startVerifying();
  await advance(estate.clock.nowMs() + MINUTE_MS);
  await verifying.stop();
  const after = await estate.readProofs();
  expect(after.length, id).toBe(before.length + 1);
  expect(after.at(-1)).toEqual(before.find(({ id }) => id === after.at(-1)?.id));
});

test("stopping in the middle of a restore loses nothing", async () => {
  await estate.backUp("DeskDb", "run-1", dump);
  const first = await estate.startVerifying();
  const advancing = advance(estate.clock.nowMs() + 24 * HOUR_MS);
  const running = join(estate.directory, "sandboxes", "running");
  while ((await readdir(running)).length === 0);
  await first.stop();
  await advancing;
  expect(await proofsOf("DeskDb")).toEqual([]);
  const second = await estate.startVerifying();
  await advance(estate.clock.nowMs() + 2 * MINUTE_MS);
  await second.stop();
  expect(await proofsOf("DeskDb")).toMatchObject([{ outcome: "proven" }]);
});

test("verifyNow() proves a copy by its address, and says when there is none", async () => {
  const [known] = await proofsOf("VisitorDb");
  if (!known) throw new Error("nothing was proven");
  const { copy } = known;
  const options = { ...estate.verifying, level: "whole" } as const;
  const proof = await verifyNow({ ...options, target: { uri: copy.uri } });
  expect(proof).toMatchObject({ outcome: "proven", level: "whole", reason: "asked" });
  await rm(new URL(copy.uri));
  const gone = await verifyNow({ ...options, target: { uri: copy.uri } });
  expect(gone).toMatchObject({ outcome: "failed", failure: "copy-damaged", level: null });
  const target = { uri: "file:///nowhere/x.sql" };
  await expect(verifyNow({ ...options, target })).rejects.toThrow(/no copy of it/);
});
