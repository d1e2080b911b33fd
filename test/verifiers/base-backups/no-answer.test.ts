import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { layOutCopies } from "../../../verifiers/sandboxes/postgresql/base-backup/lay-out-copies.ts";
import { restoreBaseBackup } from "../../../verifiers/sandboxes/postgresql/base-backup/restore-base-backup.ts";
import { verifyDirectory } from "../../../verifiers/sandboxes/postgresql/base-backup/verify-directory.ts";
import { nameServer } from "../../../verifiers/sandboxes/postgresql/run-server.ts";
import type { RestoreRequest } from "../../../verifiers/sandboxes/sandbox.ts";
import { type Lease, openLease } from "../../../verifiers/sandboxes/servers/open-lease.ts";
import { openScratch } from "../../../verifiers/sandboxes/servers/scratch.ts";
import { unrestored } from "../../../verifiers/sandboxes/servers/unrestored.ts";
import { expectBothLanguages } from "../expect-both-languages.ts";
import { toSource } from "../formats/to-source.ts";

const clock = createSystemClock();
const MIB = 2 ** 20;
const limits = { secondsMax: 30, memoryMax: 512 * MIB, bytesMax: MIB, diskMax: 64 * MIB };
const binaries = { major: 15, directory: "/nonexistent" };
const request: RestoreRequest = {
  ...{ format: "data-directory", gzip: false, targetMs: null, level: "restored" },
  copies: [{ uri: "file:///vault/base.tar", source: toSource(Buffer.alloc(1_024)) }],
  ...{ freshness: null, assertions: [] },
};

/** A sandbox that was ended: every process that is started in it dies. */
describe("in a sandbox that was stopped", () => {
  let directory: string;
  let lease: Lease;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "vigie-no-answer-"));
    lease = await openLease({
      ...{ root: await openScratch(directory), account: null, limits, clock },
      ...{ confinement: { offline: false, confine: (command) => command } },
      signal: AbortSignal.abort(),
    });
  });
  afterEach(async () => {
    expect(await lease.release()).toBe("done");
    await rm(directory, { recursive: true });
  });
  const work = () => ({ lease, account: null, clock, limits, offline: false });
  const silent = (name: string) => ({ name, verdict: "inconclusive", fault: "sandbox" });

  test.each(["base", "following", "archive"] as const)("no %s is laid out", async (role) => {
    const bytes = toSource(Buffer.alloc(1_024)).read();
    const { steps } = await layOutCopies(bytes, role, { ...work(), installed: [binaries] });
    expect(steps).toMatchObject([silent("structure")]);
    expectBothLanguages(steps[0]?.reason ?? expect.fail());
  });

  test("no log is found whole", async () => {
    const control = { checksums: true, is64Bit: true, checkpointAtMs: 0, segmentBytes: MIB };
    const facts = { major: 15, control, hasLabel: true, hasManifest: false };
    const steps = await verifyDirectory({
      ...{ request, server: nameServer(lease), work: { ...work(), binaries } },
      facts: { ...facts, missingTablespaces: [] },
    });
    expect(steps).toMatchObject([silent("log")]);
  });

  test("nothing is restored", async () => {
    const report = await restoreBaseBackup(request, { ...work(), installed: [binaries] });
    expect(report).toMatchObject({ sound: null, restored: null, steps: [silent("structure")] });
  });
});

test("a step that passed restored nothing by itself", () => {
  const passed = {
    verdict: "pass",
    reason: { en: "", fr: "" },
    observed: {},
    fault: null,
  } as const;
  const { restored } = unrestored([{ name: "structure", ...passed, startedAtMs: 0, seconds: 0 }]);
  expect(restored).toBeNull();
});
