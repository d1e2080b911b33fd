import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createSimulatedClock } from "../../platform/clock/simulated-clock.ts";
import { verifyCopy } from "../../verifiers/verify-copy.ts";
import { makeProof } from "./make-proof.ts";

const ASKED_AT = "2026-11-20T06:00:00Z";

let vault: string;
beforeEach(async () => {
  vault = await mkdtemp(join(tmpdir(), "vigie-vault-"));
});
afterEach(() => rm(vault, { recursive: true }));

function verify(uri: string) {
  const { series, runId, copy } = makeProof("1");
  return verifyCopy(
    {
      id: "asked-1",
      ...{ series, runId, copy: { ...copy, uri } },
      ...{ level: "right", reason: "due", askedAt: ASKED_AT, runStartedAt: ASKED_AT },
    },
    {
      sandboxes: [],
      signal: new AbortController().signal,
      inspect: () => Promise.reject(new Error("nothing here gets as far as a reader")),
      clock: createSimulatedClock(Date.parse(ASKED_AT)),
      ...{ policy: null, last: null, bytesMax: 2 ** 20, vaults: [vault] },
    },
  );
}

test("calls a copy that is gone damaged, but not where its whole vault shows nothing", async () => {
  const uri = pathToFileURL(join(vault, "gone.sql")).href;
  const unmounted = await verify(uri);
  expect(unmounted).toMatchObject({ outcome: "unproven", failure: null });
  expect(unmounted.checks.at(-1)?.reason.en).toBe("The vault is empty: it may not be mounted.");
  await writeFile(join(vault, "other.sql"), "");
  expect(await verify(uri)).toMatchObject({ failure: "copy-damaged", level: null });
});

test("reads nothing outside of the vaults, whatever address an event gave", async () => {
  for (const uri of ["file:///etc/passwd", `${pathToFileURL(vault)}-2/a`, `${vault}/a`]) {
    const proof = await verify(uri);
    expect(proof).toMatchObject({ outcome: "unproven", failure: null, level: null });
    expect(proof.checks.at(-1)?.verdict).toBe("inconclusive");
  }
  const [check] = (await verify("file:///etc/passwd")).checks;
  expect(check?.reason.en).toContain("lies in no vault that may be read");
  expect(check?.observed["hint"]).toContain("verification.vaults");
});
