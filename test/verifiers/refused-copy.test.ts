import assert from "node:assert";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { createSystemClock } from "../../platform/clock/system-clock.ts";
import { verifyCopy } from "../../verifiers/verify-copy.ts";
import { expectBothLanguages } from "./expect-both-languages.ts";
import { makeProof } from "./make-proof.ts";

const BYTES = Buffer.alloc(5_000, "a");
/** An account that may read nothing but what anybody may. */
const NOBODY = 65_534;

/** As an account that has no right of its own to any file: root has one to all. */
async function withoutRights<T>(work: () => Promise<T>): Promise<T> {
  assert(process.geteuid && process.seteuid);
  if (process.geteuid() !== 0) return work();
  process.seteuid(NOBODY);
  try {
    return await work();
  } finally {
    process.seteuid(0);
  }
}

test.each([
  ["whose bytes may not be read", { file: 0o000, vault: 0o755 }, "exists"],
  ["whose directory may not be entered", { file: 0o644, vault: 0o000 }, null],
] as const)("a copy %s is neither proven nor called bad", async (_, modes, level) => {
  const directory = await mkdtemp(join(tmpdir(), "vigie-refused-"));
  const vault = join(directory, "vault");
  const file = join(vault, "copy.sql");
  onTestFinished(async () => {
    await chmod(vault, 0o755);
    await rm(directory, { recursive: true });
  });
  await mkdir(vault);
  await writeFile(file, BYTES);
  await chmod(directory, 0o755);
  await chmod(file, modes.file);
  await chmod(vault, modes.vault);
  const { series, runId, copy } = makeProof("1");
  const place = { uri: pathToFileURL(file).href, sizeBytes: BYTES.length, checksum: null };
  const proof = await withoutRights(() =>
    verifyCopy(
      {
        ...{ id: "asked-1", series, runId, copy: { ...copy, ...place }, level: "whole" },
        ...{ reason: "due", runStartedAt: null, askedAt: "2026-11-20T06:00:00Z" },
      },
      {
        ...{ sandboxes: [], policy: null, last: null, bytesMax: 2 ** 30, vaults: [vault] },
        ...{ clock: createSystemClock(), signal: new AbortController().signal },
        inspect: () => expect.fail("nothing is to be inspected"),
      },
    ),
  );
  expect(proof).toMatchObject({ outcome: "unproven", failure: null, level });
  const check = proof.checks.at(-1) ?? expect.fail("no check");
  expect(check).toMatchObject({
    ...{ name: "access", verdict: "inconclusive" },
    observed: { error: expect.stringContaining("EACCES"), hint: expect.stringContaining("right") },
  });
  expectBothLanguages(check.reason);
});
