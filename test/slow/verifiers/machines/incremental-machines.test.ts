import { createHash, randomUUID } from "node:crypto";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSystemClock } from "../../../../platform/clock/system-clock.ts";
import { createInspector } from "../../../../verifiers/formats/child/create-inspector.ts";
import { verifyCopy } from "../../../../verifiers/verify-copy.ts";
import { aLink } from "../../../verifiers/chains/a-link.ts";
import { expectBothLanguages } from "../../../verifiers/expect-both-languages.ts";
import type { Copy } from "../sandboxes/conform-sandbox.ts";
import { DISKS } from "./boot-sector.ts";
import { missingQemu, runImg, toImage, toIncrement } from "./make-image.ts";
import { boot, LIMITS, openMachines } from "./open-machines.ts";

const missing = missingQemu();
const SECTOR_BYTES = 512;
const BOOTS = { at: 0, bytes: DISKS.prompt().subarray(0, SECTOR_BYTES) };
const DOES_NOT = { at: 0, bytes: Buffer.alloc(SECTOR_BYTES, 1) };
const ELSEWHERE = { at: 2 ** 19, bytes: Buffer.alloc(SECTOR_BYTES, 7) };
const EMPTY = Buffer.alloc(2 ** 20);

describe.skipIf(missing)(`machines of increments${missing ? ` (${missing})` : ""}`, () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "vigie-increments-"));
    await chmod(directory, 0o711);
  });
  afterAll(() => rm(directory, { recursive: true }));

  async function bootAll(base: Copy, ...increments: readonly Copy[]) {
    const sandbox = await openMachines(directory, { bootMax: 240_000 });
    return boot(sandbox, base, ...increments);
  }

  test.each(["qcow2", "raw-image", "vhd", "vhdx", "vmdk"])(
    "boot what lies in the increment of a base in %s",
    async (format) => {
      const base = toImage(EMPTY, format);
      const report = await bootAll(base, toIncrement(BOOTS), toIncrement(ELSEWHERE));
      expect(report).toMatchObject({
        ...{ restored: { verdict: "pass" }, cleanup: "done" },
        sha256: createHash("sha256").update(base.bytes).digest("hex"),
      });
    },
  );

  test("boot each layer over the one before", async () => {
    const base = toImage(DISKS.prompt(), "qcow2");
    const newest = toIncrement(ELSEWHERE);
    expect(await bootAll(base, newest)).toMatchObject({ restored: { verdict: "pass" } });
    const overwritten = await bootAll(base, toIncrement(DOES_NOT), newest);
    expect(overwritten.restored).toMatchObject({ verdict: "fail" });
    expect(await bootAll(base, toIncrement(DOES_NOT), toIncrement(BOOTS))).toMatchObject({
      restored: { verdict: "pass" },
    });
  });

  test("boot what lies below nine increments", async () => {
    const increments = Array.from({ length: 9 }, () => toIncrement(ELSEWHERE));
    const report = await bootAll(toImage(DISKS.prompt(), "qcow2"), ...increments);
    expect(report).toMatchObject({ restored: { verdict: "pass" }, cleanup: "done" });
    const partitions = { at: 0, bytes: DISKS.forUefi().subarray(0, 3 * SECTOR_BYTES) };
    const byUefi = toIncrement(partitions);
    const other = await bootAll(toImage(EMPTY, "qcow2"), byUefi, ...increments.slice(1));
    expect(other.restored).toMatchObject({ observed: { ending: "uefi" } });
  });

  test("say that a disk starts by UEFI alone where an increment says so", async () => {
    const partitions = { at: 0, bytes: DISKS.forUefi().subarray(0, 3 * SECTOR_BYTES) };
    const report = await bootAll(toImage(EMPTY, "qcow2"), toIncrement(partitions));
    expect(report.restored).toMatchObject({ observed: { ending: "uefi" } });
  });

  test("rest on what the chain says, whatever file a header names, or none", async () => {
    const other = join(directory, "other.raw");
    await writeFile(other, DISKS.prompt());
    const empty = toImage(EMPTY, "qcow2");
    const led = await bootAll(empty, toIncrement(ELSEWHERE, { named: other }));
    expect(led.restored).toMatchObject({
      ...{ verdict: "fail", observed: { ending: "no bootable device" } },
    });
    const base = toImage(DISKS.prompt(), "qcow2");
    const unnamed = await bootAll(base, toIncrement(ELSEWHERE, { named: "" }));
    expect(unnamed.restored).toMatchObject({ verdict: "pass" });
  });

  test("are not made of other formats' increments, or of what leads to other files", async () => {
    const base = toImage(DISKS.prompt(), "qcow2");
    const external = runImg(
      ["create", "-f", "qcow2", "-o", "data_file=disk,data_file_raw=on", "image", "1M"],
      EMPTY,
    );
    for (const bytes of [toImage(EMPTY, "vhdx").bytes, external]) {
      const report = await bootAll(base, { format: "qcow2", bytes });
      const [step, ...others] = report.steps;
      expect(others).toEqual([]);
      expect(step).toMatchObject({
        ...{ name: "image", verdict: "inconclusive", fault: "policy", observed: { copy: 1 } },
      });
      expectBothLanguages(step?.reason ?? expect.fail("no step"));
    }
  });

  test("name the copy whose image QEMU finds corrupt", async () => {
    const increment = toIncrement(BOOTS);
    const bytes = Buffer.from(increment.bytes);
    bytes.writeBigUInt64BE(2n ** 62n + 512n, bytes.readUInt32BE(44));
    const damaged = { format: "qcow2", bytes };
    const report = await bootAll(toImage(EMPTY, "qcow2"), damaged, toIncrement(ELSEWHERE));
    expect(report.steps).toMatchObject([{ name: "image", observed: { copy: 1 } }]);
    expect(report.steps[0]?.verdict).not.toBe("pass");
  });

  test("prove an incremental image by its whole chain", async () => {
    const write = async ({ bytes }: Copy) => {
      const file = join(directory, `${randomUUID()}.qcow2`);
      await writeFile(file, bytes);
      const value = createHash("sha256").update(bytes).digest("hex");
      const place = { role: "primary", vault: "dc1", uri: pathToFileURL(file).href } as const;
      return {
        ...place,
        sizeBytes: bytes.length,
        checksum: { algorithm: "sha256", value },
      } as const;
    };
    const [base, own] = await Promise.all([
      write(toImage(EMPTY, "qcow2")),
      write(toIncrement(BOOTS)),
    ]);
    const links = [
      aLink("sunday", 0, { type: "image", chain: null, copies: [base] }),
      aLink("monday", 9, { type: "incremental", chain: null, copies: [own] }),
    ] as const;
    const { signal } = new AbortController();
    const proof = await verifyCopy(
      {
        ...{ id: "asked-1", series: links[1].series, runId: "monday", level: "restored" },
        ...{ reason: "due", runStartedAt: null, copy: own, askedAt: "2026-11-20T06:00:00Z" },
      },
      {
        ...{ sandboxes: [await openMachines(directory)], signal, clock: createSystemClock() },
        ...{ policy: null, last: null, bytesMax: LIMITS.bytesMax, vaults: [directory] },
        ...{ inspect: createInspector({ ...LIMITS, signal }), chain: { state: "found", links } },
      },
    );
    expect(proof).toMatchObject({ outcome: "proven", level: "restored", failure: null });
    expect(proof.chain?.map(({ runId }) => runId)).toEqual(["sunday", "monday"]);
    expect(proof.checks.map(({ name }) => name)).toEqual([
      ...["object", "checksum", "structure", "links", "image", "boot", "restore"],
    ]);
  });
});
