import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createSimulatedClock } from "../../platform/clock/simulated-clock.ts";
import type { Vault } from "../../platform/objects/open-object.ts";
import type { ProofLevel, Verification } from "../../schemas/proof.ts";
import type { FindReading } from "../../verifiers/checks/find-checksum.ts";
import { verifyCopy } from "../../verifiers/verify-copy.ts";
import { makeProof } from "./make-proof.ts";

const ASKED_AT = "2026-11-20T06:00:00Z";

let vault: string;
beforeEach(async () => {
  vault = await mkdtemp(join(tmpdir(), "vigie-vault-"));
});
afterEach(() => rm(vault, { recursive: true }));

type Asked = {
  readonly level?: ProofLevel;
  readonly copy?: Partial<Verification["copy"]>;
  readonly findReading?: FindReading;
  readonly vaults?: readonly Vault[];
};

function verify(uri: string, asked: Asked = {}) {
  const { series, runId, copy } = makeProof("1");
  return verifyCopy(
    {
      id: "asked-1",
      ...{ series, runId, copy: { ...copy, uri, ...asked.copy } },
      ...{
        level: asked.level ?? "right",
        reason: "due",
        askedAt: ASKED_AT,
        runStartedAt: ASKED_AT,
      },
    },
    {
      sandboxes: [],
      signal: new AbortController().signal,
      inspect: () => Promise.reject(new Error("nothing here gets as far as a reader")),
      clock: createSimulatedClock(Date.parse(ASKED_AT)),
      ...{ policy: null, last: null, bytesMax: 2 ** 20, vaults: asked.vaults ?? [vault] },
      ...(asked.findReading && { findReading: asked.findReading }),
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

test("reads no copy in a vault that is for other tenants, whoever says that it is his", async () => {
  await writeFile(join(vault, "other.sql"), "");
  const vaults = [vault, { path: vault, tenants: ["beta"] }];
  const uri = pathToFileURL(join(vault, "other.sql")).href;
  const proof = await verify(uri, { vaults });
  expect(proof).toMatchObject({ outcome: "unproven", failure: null, level: null });
  const [check] = proof.checks;
  expect(check?.reason.en).toContain("as its vault is not for tenant acme");
  const own = await verify(uri, { vaults: [{ path: vault, tenants: ["acme"] }] });
  expect(own.checks[0]?.reason.en).not.toContain("tenant");
});

test("reads a copy of any size as far as level whole", async () => {
  const bytes = Buffer.alloc(2 ** 20 + 1);
  await writeFile(join(vault, "large"), bytes);
  const checksum = {
    algorithm: "sha256",
    value: createHash("sha256").update(bytes).digest("hex"),
  };
  const copy = { sizeBytes: bytes.length, checksum };
  const uri = pathToFileURL(join(vault, "large")).href;
  expect(await verify(uri, { level: "whole", copy })).toMatchObject({ outcome: "proven" });
  expect(await verify(uri, { level: "sound", copy })).toMatchObject({ outcome: "unproven" });
});

test("compares with the first reading what has no checksum of its own", async () => {
  await writeFile(join(vault, "a"), "hello");
  const uri = pathToFileURL(join(vault, "a")).href;
  const copy = { sizeBytes: 5, checksum: null };
  const read = async (text: string) => ({
    algorithm: "sha256",
    value: createHash("sha256").update(text).digest("hex"),
  });
  const level = "whole";
  expect(await verify(uri, { level, copy })).toMatchObject({ outcome: "unproven" });
  for (const [text, outcome] of [
    ["hello", "proven"],
    ["jello", "failed"],
  ] as const)
    expect(await verify(uri, { level, copy, findReading: () => read(text) })).toMatchObject({
      outcome,
    });
});
