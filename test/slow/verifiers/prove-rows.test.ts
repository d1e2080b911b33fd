import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSimulatedClock } from "../../../platform/clock/simulated-clock.ts";
import { type Policy, policySchema } from "../../../schemas/policy.ts";
import type { Proof } from "../../../schemas/proof.ts";
import { hasRightRows } from "../../../verifiers/checks/conclude.ts";
import { createInspector } from "../../../verifiers/formats/child/create-inspector.ts";
import { NO_PROOF_BEFORE, sealProof } from "../../../verifiers/proof/seal-proof.ts";
import { openSandboxes } from "../../../verifiers/sandboxes/open-sandboxes.ts";
import type { Sandbox } from "../../../verifiers/sandboxes/sandbox.ts";
import { verifyCopy } from "../../../verifiers/verify-copy.ts";
import { expectBothLanguages } from "../../verifiers/expect-both-languages.ts";
import { makeProof } from "../../verifiers/make-proof.ts";
import { writeVisits } from "../../verifiers/sql-server-rows/write-visits.ts";

const LIMITS = { secondsMax: 60, memoryMax: 2 ** 31, bytesMax: 2 ** 30, diskMax: 2 ** 30 };
const RUN_STARTED_AT = "2026-11-20T01:00:00Z";
const keys = { fingerprint: "0".repeat(64), publicKeyPem: "", sign: () => "" };

let directory: string;
let sandboxes: readonly Sandbox[];
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-prove-rows-"));
  sandboxes = await openSandboxes({
    ...{ directory: join(directory, "own"), engines: [{ kind: "sql-server-rows" }] },
    ...{ limits: LIMITS, logger: pino({ level: "silent" }) },
  });
});
afterAll(() => rm(directory, { recursive: true }));

const FRESHNESS = { table: "dbo.Visits", column: "At", maxAge: "26h" };

function policyWith(verification: object): Policy {
  const asked = { every: "7d", ...verification };
  return policySchema.parse({
    ...{ name: "daily", match: {}, schedule: { cron: "0 1 * * *" }, verification: asked },
  });
}

async function verify(
  bak: Buffer,
  policy: Policy | null,
  {
    last = null,
    observed = bak,
  }: { readonly last?: Proof | null; readonly observed?: Buffer } = {},
): Promise<Proof> {
  const file = join(directory, "visits.bak");
  await writeFile(file, bak);
  const { series, runId, copy } = makeProof("1");
  const { signal } = new AbortController();
  const value = createHash("sha256").update(observed).digest("hex");
  const checksum = { algorithm: "sha256", value };
  const uri = pathToFileURL(file).href;
  const proof = await verifyCopy(
    {
      ...{ id: "asked-1", series, runId, runStartedAt: RUN_STARTED_AT },
      copy: { ...copy, uri, sizeBytes: bak.length, checksum },
      ...{ level: "right", reason: "due", askedAt: "2026-11-20T06:00:00Z" },
    },
    {
      ...{ sandboxes, signal, policy, last, bytesMax: LIMITS.bytesMax, vaults: [directory] },
      clock: createSimulatedClock(Date.parse("2026-11-20T06:00:00Z")),
      inspect: createInspector({ ...LIMITS, signal }),
    },
  );
  for (const { reason } of proof.checks) expectBothLanguages(reason);
  return sealProof(proof, NO_PROOF_BEFORE, keys);
}

const verdictsOf = ({ checks }: Proof) =>
  Object.fromEntries(checks.map(({ name, verdict }) => [name, verdict]));

function visitsUntil(newest: string, rows = 100): Buffer {
  const newestMs = Date.parse(newest);
  const at = (row: number) => new Date(newestMs - row * 3_600_000).toISOString();
  return writeVisits(Array.from({ length: rows }, (_, row) => ({ at: at(row) })));
}

describe("a backup of SQL Server, where no SQL Server is", () => {
  test("is asked for its content, and proves no restore by it", async () => {
    const policy = policyWith({
      freshness: FRESHNESS,
      assertions: [{ name: "hosts", sql: "SELECT count(*) FROM Visits", expect: ">= 100" }],
      rows: { Visits: { min: 100 } },
    });
    const proof = await verify(visitsUntil("2026-11-19T23:00:00Z"), policy);
    expect(verdictsOf(proof)).toEqual({
      ...{ object: "pass", checksum: "pass", structure: "pass", restore: "inconclusive" },
      ...{ "row-counts": "pass", freshness: "pass", "assertion: hosts": "pass" },
    });
    expect(proof).toMatchObject({
      ...{ outcome: "unproven", level: "sound", failure: null, restoreSeconds: null, engine: null },
      ...{ rowCounts: { "dbo.Visits": 100 }, newestRowAt: "2026-11-19T23:00:00Z" },
      sandbox: { ended: "done", cleanup: "done" },
    });
    expect(hasRightRows(proof)).toBe(true);
  });

  test("fails where its rows are stale, or not what they must be", async () => {
    const stale = await verify(
      visitsUntil("2026-11-18T20:00:00Z"),
      policyWith({ freshness: FRESHNESS }),
    );
    expect(verdictsOf(stale)).toMatchObject({ restore: "inconclusive", freshness: "fail" });
    const wrong = await verify(
      visitsUntil("2026-11-19T23:00:00Z"),
      policyWith({ assertions: [{ name: "none", sql: "SELECT count(*) FROM Visits", expect: 0 }] }),
    );
    expect(verdictsOf(wrong)).toMatchObject({ "assertion: none": "fail" });
    for (const proof of [stale, wrong]) {
      expect(proof).toMatchObject({ outcome: "failed", failure: "restore-failed", level: "sound" });
      expect(hasRightRows(proof)).toBe(false);
    }
  });

  test("is held against the rows of the last proof, also where nothing else is asked", async () => {
    const before = await verify(visitsUntil("2026-11-19T23:00:00Z"), null);
    expect(verdictsOf(before)).toMatchObject({ restore: "inconclusive", "row-counts": "pass" });
    const less = await verify(visitsUntil("2026-11-19T23:00:00Z", 10), null, { last: before });
    expect(less).toMatchObject({ outcome: "failed", failure: "restore-failed", sandbox: null });
    expect(less.checks.at(-1)?.reason.en).toBe("dbo.Visits has 10 of 100 rows.");
  });

  test("is not asked where its pages are damaged", async () => {
    const bak = visitsUntil("2026-11-19T23:00:00Z");
    const at = bak.indexOf("Zo", 0, "utf16le");
    bak.writeUInt8(bak.readUInt8(at) ^ 1, at);
    const proof = await verify(bak, policyWith({ freshness: FRESHNESS }));
    expect(proof).toMatchObject({ outcome: "failed", failure: "copy-damaged", sandbox: null });
    expect(verdictsOf(proof)).not.toHaveProperty("freshness");
  });
});
