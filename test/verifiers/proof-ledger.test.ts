import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import { type Proof, proofSchema, type Verification } from "../../schemas/proof.ts";
import { seriesId } from "../../schemas/series.ts";
import { checkChain } from "../../verifiers/proof/check-proof.ts";
import { openKeys } from "../../verifiers/proof/open-keys.ts";
import { hashProof, NO_PROOF_BEFORE, sealProof } from "../../verifiers/proof/seal-proof.ts";
import { openProofLedger } from "../../verifiers/worker/open-proof-ledger.ts";
import { openTestState } from "../services/open-test-state.ts";
import { makeProof } from "./make-proof.ts";

const [CHECK] = makeProof("1").checks;
if (!CHECK) throw new Error("no check");

async function openLedger() {
  const directory = await mkdtemp(join(tmpdir(), "vigie-ledger-"));
  const state = await openTestState(directory);
  onTestFinished(async () => {
    await state.close();
    await rm(directory, { recursive: true });
  });
  const keys = await openKeys(join(directory, "keys"));
  const ledger = await openProofLedger(state, keys);
  /** As a release put it there that sealed without a look at what it sealed. */
  const put = (proof: object, { series, runId }: Proof, position: number) =>
    state.transact((transaction) =>
      transaction.run(
        "INSERT INTO verification_proofs (verification_id, series_id, position, reached_right, body) VALUES (?, ?, ?, ?, ?)",
        ...[runId, seriesId(series), position, 1, JSON.stringify(proof)],
      ),
    );
  return { ledger, keys, put };
}

const asked = (runId: string): Verification => {
  const { series, copy } = makeProof(runId);
  const ground = { runStartedAt: null, level: "right", reason: "due" } as const;
  return { id: runId, series, runId, copy, ...ground, askedAt: "2026-11-20T06:00:00Z" };
};

test("sealProof() seals nothing that is no proof", async () => {
  const { keys } = await openLedger();
  const backwards = { ...makeProof("1"), checks: [{ ...CHECK, seconds: -1 }] };
  expect(() => sealProof(backwards, NO_PROOF_BEFORE, keys)).toThrow(/seconds/);
});

test.each([
  ["took less than no time", { checks: [{ ...CHECK, seconds: -3_599.2 }] }],
  [
    "holds a row of a year that no instant is written with",
    { newestRowAt: "+012000-01-01T00:00Z" },
  ],
])("the ledger goes on where its last proof was never told, as it %s", async (_, fault) => {
  const { ledger, keys, put } = await openLedger();
  const first = await ledger.seal(asked("1"), makeProof("1"));
  const document = { ...first, ...makeProof("2"), ...fault, previous: first.hash };
  const hash = hashProof(document);
  const invalid = { ...document, hash, signature: keys.sign(hash) };
  expect(proofSchema.safeParse(invalid).success).toBe(false);
  await put(invalid, invalid, 1);

  expect(await ledger.find("2")).toBeNull();
  expect(await ledger.lastRight(first.series)).toEqual(first);
  const second = await ledger.seal(asked("2"), makeProof("2"));
  const third = await ledger.seal(asked("3"), makeProof("3"));
  expect(await ledger.find("2")).toEqual(second);
  const { publicKeyPem } = keys;
  expect(checkChain([first, second, third], { publicKeyPem }).reasons).toEqual([]);
});

test("the ledger says what to do where its last proof is of a newer version", async () => {
  const { ledger, put } = await openLedger();
  const first = await ledger.seal(asked("1"), makeProof("1"));
  await put({ ...first, version: 2 }, { ...first, runId: "2" }, 1);
  for (const attempt of [
    () => ledger.find("2"),
    () => ledger.lastRight(first.series),
    () => ledger.seal(asked("3"), makeProof("3")),
  ]) {
    const error: unknown = await attempt().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(OperatingError);
    expect(error).toMatchObject({ retryable: false, hint: expect.stringContaining("version") });
  }
});
