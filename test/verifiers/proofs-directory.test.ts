import { copyFile, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createDirectoryObjects } from "../../platform/objects/directory-objects.ts";
import type { Proof } from "../../schemas/proof.ts";
import { seriesId } from "../../schemas/series.ts";
import { checkProofsDirectory } from "../../verifiers/proof/check-proofs-directory.ts";
import { NO_PROOF_BEFORE, sealProof } from "../../verifiers/proof/seal-proof.ts";
import { writeProofFile } from "../../verifiers/proof/write-proof-file.ts";
import { makeProof } from "./make-proof.ts";
import { MEETING, someKeys, VISITOR } from "./report/a-week.ts";

const keys = someKeys();
const { fingerprint } = keys;
let root: string;
let chain: readonly Proof[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "vigie-chain-"));
  chain = await writeChain(VISITOR);
  await writeChain(MEETING);
});
afterEach(() => rm(root, { recursive: true }));

/** Four proofs of one series, one a day. */
async function writeChain(series: Proof["series"]): Promise<readonly Proof[]> {
  const objects = createDirectoryObjects({ root });
  const proofs: Proof[] = [];
  for (const day of [1, 2, 3, 4]) {
    const finishedAt = `2026-11-0${day}T06:00:00Z`;
    const made = { ...makeProof(`${day}`), series, startedAt: finishedAt, finishedAt };
    const proof = sealProof(made, proofs.at(-1)?.hash ?? NO_PROOF_BEFORE, keys);
    await writeProofFile(objects, proof, keys);
    proofs.push(proof);
  }
  return proofs;
}

/** The path of the series' nth proof. */
async function pathOf(nth: number): Promise<string> {
  const folder = join(root, seriesId(VISITOR));
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();
  return join(folder, names[nth - 1] ?? "");
}

const check = () => checkProofsDirectory(root, { fingerprint });

test("chains without a gap are sound", async () => {
  expect(await check()).toMatchObject({ verdict: "sound", proofs: 8, series: 2, reasons: [] });
  expect((await check()).heads[seriesId(VISITOR)]).toBe(chain[3]?.hash);
});

test.each([1, 2, 3])("proof %i dropped is found", async (nth) => {
  await rm(await pathOf(nth));
  const { verdict, reasons } = await check();
  expect(verdict).toBe("damaged");
  expect(reasons).toEqual([expect.stringMatching(/The proof before it is missing/)]);
});

test("the newest dropped is found against a report that names it", async () => {
  await rm(await pathOf(4));
  expect((await check()).verdict).toBe("sound");
  const head = { seriesId: seriesId(VISITOR), proofs: 4, head: chain[3]?.hash ?? "" };
  const held = await checkProofsDirectory(root, { fingerprint, heads: [head] });
  expect(held.reasons).toEqual([expect.stringMatching(/Its proof number 4 is missing or another/)]);
});

test("the chain of one week goes on from the week's before", async () => {
  const heads = [2, 4].map((proofs) => ({
    seriesId: seriesId(VISITOR),
    proofs,
    head: chain[proofs - 1]?.hash ?? "",
  }));
  expect((await checkProofsDirectory(root, { heads })).verdict).toBe("sound");
  const swapped = heads.map((one, at) => ({ ...one, proofs: heads[1 - at]?.proofs ?? 0 }));
  expect((await checkProofsDirectory(root, { heads: swapped })).reasons).toHaveLength(2);
});

test("a proof doubled, under its name or another, is found", async () => {
  const path = await pathOf(2);
  await copyFile(path, path.replace("2026-11-02", "2026-11-05"));
  expect((await check()).reasons).toEqual([
    expect.stringMatching(/Its name is that of another proof/),
    expect.stringMatching(/It is the same proof as/),
  ]);
});

test("proofs whose places were swapped are found", async () => {
  const [second, third] = [await pathOf(2), await pathOf(3)];
  await rename(second, `${root}/aside`);
  await rename(third, second);
  await rename(`${root}/aside`, third);
  expect((await check()).reasons).toHaveLength(2);
});

test("a proof altered, and one put in its place, are found", async () => {
  const path = await pathOf(3);
  const text = await readFile(path, "utf8");
  await writeFile(path, text.replace('"rows":5000', '"rows":5001'));
  expect((await check()).reasons).toEqual([expect.stringMatching(/not what was signed/)]);
  const forger = someKeys();
  const forged = sealProof(
    {
      ...makeProof("3"),
      series: VISITOR,
      startedAt: "2026-11-03T06:00:00Z",
      finishedAt: "2026-11-03T06:00:00Z",
    },
    chain[1]?.hash ?? "",
    forger,
  );
  await writeProofFile(createDirectoryObjects({ root }), forged, forger);
  const { reasons } = await check();
  expect(reasons.join("\n")).toMatch(/not with the one asked for/);
  expect(reasons.join("\n")).toMatch(/The proof before it is missing/);
});

test("a second chain beside the first is found, though it is signed well", async () => {
  const made = { ...makeProof("9"), series: VISITOR, finishedAt: "2026-11-09T06:00:00Z" };
  const fork = sealProof(made, chain[1]?.hash ?? "", keys);
  await writeProofFile(createDirectoryObjects({ root }), fork, keys);
  expect((await check()).reasons).toEqual([expect.stringMatching(/It follows the same proof as/)]);
});

test("what is no proof, and a directory without any, are not good", async () => {
  await writeFile(await pathOf(1), "{}");
  expect((await check()).reasons[0]).toMatch(/It is no proof of Vigie/);
  const empty = await mkdtemp(join(root, "empty-"));
  expect((await checkProofsDirectory(empty)).verdict).toBe("damaged");
});
