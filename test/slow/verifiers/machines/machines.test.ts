import { createHash, randomUUID } from "node:crypto";
import { chmod, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSystemClock } from "../../../../platform/clock/system-clock.ts";
import type { ProofLevel } from "../../../../schemas/proof.ts";
import { createInspector } from "../../../../verifiers/formats/child/create-inspector.ts";
import { verifyCopy } from "../../../../verifiers/verify-copy.ts";
import { expectBothLanguages } from "../../../verifiers/expect-both-languages.ts";
import { makeProof } from "../../../verifiers/make-proof.ts";
import { DISKS } from "./boot-sector.ts";
import { missingQemu, toImage } from "./make-image.ts";
import { boot, LIMITS, openMachines } from "./open-machines.ts";

const missing = missingQemu();
const PANIC = "Kernel panic - not syncing";
const NO_ROOT = "VFS: Unable to mount root fs on";
const LOADER = ["backup", "boot loader"] as const;
const PANICKED = ["backup", "kernel panic"] as const;
const NO_DISK = ["sandbox", "disk not found"] as const;
const raw = (disk: Buffer) => toImage(disk, "raw-image");

/** Emulation takes a minute of a machine that has little else to do. */
const BUSY = { timeout: 600_000 };

describe.skipIf(missing).concurrent(`machines${missing ? ` (${missing})` : ""}`, BUSY, () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "vigie-machines-"));
    await chmod(directory, 0o711);
  });
  afterAll(() => rm(directory, { recursive: true }));

  test.each([
    ["qcow2", "virtio"],
    ["raw-image", "sata"],
    ["vhd", "ide"],
    ["vhdx", "virtio"],
    ["vmdk", "sata"],
  ] as const)("of a %s boot from a disk on %s", async (format, bus) => {
    const sandbox = await openMachines(directory, { bus });
    const image = toImage(DISKS.prompt(), format);
    const report = await boot(sandbox, image);
    expect(report).toMatchObject({
      ...{ ended: "done", cleanup: "done", sound: { verdict: "pass" }, content: null },
      restored: { verdict: "pass", engine: expect.stringMatching(/^QEMU \d+\.\d+\.\d+ \(TCG\)$/) },
      steps: [
        { name: "image", verdict: "pass" },
        { name: "boot", verdict: "pass", observed: { ending: "marker", bus, offline: true } },
      ],
      sha256: createHash("sha256").update(image.bytes).digest("hex"),
    });
  });

  test.each([
    ["nothing to boot", () => DISKS.prompt().fill(0, 0, 512), "backup", "no bootable device"],
    [
      "no kernel",
      () => DISKS.says("error: no such partition.\r\nEntering rescue mode..."),
      ...LOADER,
    ],
    ["no system", () => DISKS.says("BOOTMGR is missing"), "backup", "no bootable device"],
    ["a panic", () => DISKS.says(`[    1.0] ${PANIC}: Attempted to kill init!`), ...PANICKED],
    ["no driver", () => DISKS.says(`${PANIC}: ${NO_ROOT} unknown-block(0,0)`), ...NO_DISK],
    ["an endless loop", DISKS.spins, "sandbox", "deadline"],
    ["restarts", DISKS.restarts, "sandbox", "restarts"],
    ["its own end", DISKS.switchesOff, "sandbox", "switched-off"],
    ["a disk for UEFI alone", DISKS.forUefi, "sandbox", "uefi"],
    ["a search for a network card", DISKS.network, "sandbox", "deadline"],
    ["a flood", DISKS.floods, "sandbox", "flood"],
  ] as const)("say whose fault it is where the boot meets %s", async (_, make, fault, ending) => {
    const sandbox = await openMachines(directory, {
      bootMax: ending === "deadline" ? 2_000 : 540_000,
    });
    const report = await boot(sandbox, raw(make()));
    const step = report.steps.find(({ name }) => name === "boot");
    expect(step).toMatchObject({ fault, observed: { ending } });
    const verdict = fault === "backup" ? "fail" : "inconclusive";
    expect(report).toMatchObject({ restored: { verdict }, cleanup: "done" });
    expect(report.ended).toBe(ending === "flood" ? "out-of-output" : "done");
    for (const { reason } of report.steps) expectBothLanguages(reason);
  });

  test("boot by a BIOS where they could by UEFI as well", async () => {
    const report = await boot(await openMachines(directory), toImage(DISKS.forBoth(), "vmdk"));
    expect(report.restored?.verdict).toBe("pass");
  });

  test("find a marker of one's own, and never say what the console said", async () => {
    const image = raw(DISKS.says("\x1b[1mselftest of 12\x1b[0m: Marie Curie"));
    for (const marker of ["selftest of 12: ", "/^SELFTEST OF \\d+/im"]) {
      const sandbox = await openMachines(directory, { marker, bootMax: 60_000 });
      const report = await boot(sandbox, image);
      expect(report.restored?.verdict).toBe("pass");
      expect(JSON.stringify(report)).not.toContain("Curie");
    }
  });

  test("leave a screenshot where it is configured, for Vigie alone, until it is old", async () => {
    const kept = join(directory, "own", "screenshots");
    await boot(await openMachines(directory), raw(DISKS.prompt()));
    await expect(stat(kept)).rejects.toThrow("ENOENT");
    const screenshots = { keep: 60_000 };
    const report = await boot(await openMachines(directory, { screenshots }), raw(DISKS.prompt()));
    const [name = ""] = await readdir(kept);
    const image = await readFile(join(kept, name));
    const sha256 = createHash("sha256").update(image).digest("hex");
    expect(name).toBe(`${sha256}.png`);
    expect(report.steps[1]?.observed).toMatchObject({ screenshot: sha256 });
    expect(
      [await stat(kept), await stat(join(kept, name))].map(({ mode }) => mode & 0o777),
    ).toEqual([0o700, 0o600]);
    await utimes(join(kept, name), 0, 0);
    await openMachines(directory, { screenshots });
    expect(await readdir(kept)).toEqual([]);
  });

  test("are refused more memory than a sandbox may take", async () => {
    const opening = openMachines(directory, { memory: 2 ** 30 });
    await expect(opening).rejects.toThrow(/Cannot give a guest 1024 MiB/);
  });

  async function prove(bytes: Uint8Array, level: ProofLevel) {
    const file = join(directory, `${randomUUID()}.qcow2`);
    await writeFile(file, bytes);
    const { series, runId, copy } = makeProof("1");
    const value = createHash("sha256").update(bytes).digest("hex");
    const place = { uri: pathToFileURL(file).href, sizeBytes: bytes.length };
    const { signal } = new AbortController();
    return verifyCopy(
      {
        ...{ id: "asked-1", series, runId, level, reason: "due", runStartedAt: null },
        copy: { ...copy, ...place, checksum: { algorithm: "sha256", value } },
        askedAt: "2026-11-20T06:00:00Z",
      },
      {
        ...{ sandboxes: [await openMachines(directory)], signal, clock: createSystemClock() },
        ...{ policy: null, last: null, bytesMax: LIMITS.bytesMax, vaults: [directory] },
        inspect: createInspector({ ...LIMITS, signal }),
      },
    );
  }

  test("prove a copy up to restored; what is right has nothing to ask of them", async () => {
    const { bytes } = toImage(DISKS.prompt(), "qcow2");
    const proof = await prove(bytes, "restored");
    expect(proof).toMatchObject({
      ...{ outcome: "proven", level: "restored", failure: null },
      ...{ engine: expect.stringContaining("QEMU"), sandbox: { ended: "done", cleanup: "done" } },
    });
    expect(proof.checks.map(({ name }) => name)).toEqual([
      ...["object", "checksum", "structure", "image", "boot", "restore"],
    ]);
    const right = await prove(bytes, "right");
    expect(right).toMatchObject({ outcome: "unproven", level: "restored", failure: null });
    expect(right.skipped).toMatchObject([{ level: "right" }]);
  });

  test("fail the proof of a copy that does not boot", async () => {
    const { bytes } = toImage(DISKS.prompt().fill(0, 0, 512), "qcow2");
    expect(await prove(bytes, "restored")).toMatchObject({
      ...{ outcome: "failed", level: "sound", failure: "restore-failed" },
    });
  });
});
