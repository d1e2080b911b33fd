import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createDirectoryObjects } from "../../../platform/objects/directory-objects.ts";
import type { Proof } from "../../../schemas/proof.ts";
import { seriesId } from "../../../schemas/series.ts";
import { NO_PROOF_BEFORE, sealProof } from "../../../verifiers/proof/seal-proof.ts";
import { auditPath, rootByPath } from "../../../verifiers/report/audit-path.ts";
import { keepWeekRoot } from "../../../verifiers/report/keep-week-root.ts";
import { merkleRoot } from "../../../verifiers/report/merkle-root.ts";
import { checkInclusion, makeInclusion } from "../../../verifiers/report/proof-inclusion.ts";
import { checkWeekRoot, sealWeekRoot } from "../../../verifiers/report/week-root.ts";
import { makeProof } from "../make-proof.ts";
import { aReport, aWeek, someKeys, VISITOR } from "./a-week.ts";

const keys = someKeys();
const { fingerprint, publicKeyPem } = keys;

test("each leaf's audit path leads to the root, and no other leaf's or place's does", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 40 }),
      fc.nat(),
      (leaves, at) => {
        const index = at % leaves.length;
        const size = leaves.length;
        const path = auditPath(leaves, index);
        const root = merkleRoot(leaves);
        expect(rootByPath(leaves[index] ?? "", { index, size, path })).toBe(root);
        expect(rootByPath(`${leaves[index]}~`, { index, size, path })).not.toBe(root);
        expect(rootByPath(leaves[index] ?? "", { index, size, path: [...path, "00"] })).toBeNull();
        const beside = (index + 1) % size;
        if (size > 1)
          expect(rootByPath(leaves[index] ?? "", { index: beside, size, path })).not.toBe(root);
      },
    ),
    { seed: 6962 },
  );
});

/** A report in which VisitorDb's chain has three proofs, the last of which is the head. */
function aChain() {
  const proofs: Proof[] = [];
  for (const runId of ["1", "2", "3", "4"]) {
    const previous = proofs.at(-1)?.hash ?? NO_PROOF_BEFORE;
    proofs.push(sealProof({ ...makeProof(runId), series: VISITOR }, previous, keys));
  }
  const week = aWeek();
  const chains = week.chains.map((chain) =>
    chain.seriesId === seriesId(VISITOR) ? { ...chain, head: proofs[2]?.hash ?? "" } : chain,
  );
  const report = aReport({ ...week, chains });
  const files = proofs.map((proof) => ({ proof, publicKeyPem }));
  return { report, files, root: sealWeekRoot(report, null, keys) };
}

test("a proof is shown to be in the week's root without the report of the others", () => {
  const { report, files, root } = aChain();
  const inclusion = makeInclusion(files, { report, root }) ?? expect.fail();
  expect(inclusion.later).toHaveLength(2);
  expect(JSON.stringify(inclusion)).not.toContain("MeetingDb");
  expect(checkInclusion(inclusion, { fingerprint })).toMatchObject({
    verdict: "sound",
    week: "2026-W46",
    pinned: true,
  });
  const check = (changes: object) => checkInclusion({ ...inclusion, ...changes }).verdict;
  expect(check({ later: inclusion.later.slice(0, 1) })).toBe("damaged");
  expect(check({ later: inclusion.later.toReversed() })).toBe("damaged");
  expect(check({ proof: files[3] })).toBe("damaged");
  expect(check({ leaf: { ...inclusion.leaf, index: inclusion.leaf.index + 1 } })).toBe("damaged");
  expect(check({ root: { ...root, merkleRoot: "0".repeat(64) } })).toBe("damaged");
  const forger = sealWeekRoot(report, null, someKeys());
  expect(checkInclusion({ ...inclusion, root: forger }, { fingerprint }).verdict).toBe("damaged");
  // What came after the week is not in its root.
  expect(makeInclusion(files.slice(3), { report, root })).toBeNull();
});

test("a change of any member of a root is found", () => {
  const { root } = aChain();
  expect(checkWeekRoot(root, { fingerprint })).toMatchObject({ verdict: "sound", pinned: true });
  for (const [name, value] of Object.entries(root)) {
    const altered = { ...root, [name]: typeof value === "number" ? value + 1 : `${value}0` };
    expect(checkWeekRoot(altered).verdict, name).toBe("damaged");
  }
  expect(checkWeekRoot({ ...root, note: "" }).verdict).toBe("damaged");
  expect(
    checkWeekRoot({ ...root, previous: { week: "2026-W45", hash: "0".repeat(64) } }).verdict,
  ).toBe("damaged");
});

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-roots-"));
});
afterEach(() => rm(directory, { recursive: true }));

test("a root is signed once, follows the week's before, and is sent outside once", async () => {
  const proofs = createDirectoryObjects({ root: join(directory, "proofs") });
  const anchor = createDirectoryObjects({ root: join(directory, "anchor") });
  const { report } = aChain();
  const where = { keys, proofs, anchor };
  const first = await keepWeekRoot(report, { ...where, weekBefore: "2026-W45" });
  expect(
    await keepWeekRoot({ ...report, series: [] }, { ...where, weekBefore: "2026-W45" }),
  ).toEqual(first);
  const next = { ...report, week: "2026-W47" };
  const second = await keepWeekRoot(next, { ...where, weekBefore: "2026-W46" });
  expect(second.previous).toEqual({ week: "2026-W46", hash: first.hash });
  expect((await readdir(join(directory, "anchor"))).sort()).toEqual([
    "2026-W46.root.json",
    "2026-W47.root.json",
  ]);
  await rm(join(directory, "proofs"), { recursive: true });
  const forged = { ...report, merkleRoot: "1".repeat(64) };
  await expect(keepWeekRoot(forged, { ...where, weekBefore: "2026-W45" })).rejects.toThrow(
    /another one is there/,
  );
});

test("what lies in the anchor and is no root is told", async () => {
  const anchor = createDirectoryObjects({ root: join(directory, "anchor") });
  await anchor.write("2026-W46.root.json", Buffer.from("{}"));
  const proofs = createDirectoryObjects({ root: join(directory, "proofs") });
  const { report } = aChain();
  const where = { keys, proofs, anchor, weekBefore: "2026-W45" };
  await expect(keepWeekRoot(report, where)).rejects.toThrow(/is no root of a week/);
});
