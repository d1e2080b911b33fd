import { execFile, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fuzzReader } from "../../verifiers/formats/fuzz-reader.ts";
import { flip, inspectBytes } from "../../verifiers/formats/inspect-bytes.ts";
import { makeGptDisk, makeMbrDisk } from "../../verifiers/formats/make-disk.ts";

const run = promisify(execFile);
const MIB = 2 ** 20;
const DISK_BYTES = 24 * MIB;
const PLACES = { PATH: `${process.env["PATH"]}:/usr/sbin:/sbin` };
const missing = findMissing();

type Made = readonly [name: string, format: string, options: readonly string[]];
const MADE: readonly Made[] = [
  ["qcow2", "qcow2", []],
  ["qcow2, compressed", "qcow2", ["-c"]],
  ["qcow2, version 2, small clusters", "qcow2", ["-o", "compat=0.10,cluster_size=4096"]],
  ["vhd", "vpc", []],
  ["vhd, fixed", "vpc", ["-o", "subformat=fixed,force_size=on"]],
  ["vhdx", "vhdx", []],
  ["vmdk", "vmdk", []],
  ["vmdk, stream-optimized", "vmdk", ["-o", "subformat=streamOptimized"]],
];

/** Where a flip must be found: the first bytes of the structures that it says to check. */
const COVERED: Readonly<Record<string, readonly number[]>> = {
  qcow2: [0, 7, 20, 55],
  vhd: [-500, -448, -440],
  vhdx: [0, 65_540, 131_080, 196_620, 262_160],
  vmdk: [0, 74, 60],
};

describe.skipIf(missing)(`disk images${missing ? ` (${missing})` : ""}`, () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "vigie-images-"));
    const disk = await open(join(directory, "ext4.raw"), "w");
    await disk.truncate(DISK_BYTES);
    await disk.close();
    await run("mkfs.ext4", ["-q", "-F", "ext4.raw"], { cwd: directory, env: PLACES });
    const filled = await open(join(directory, "ext4.raw"), "r+");
    for (const at of [9, 12, 19]) await filled.write(randomBytes(MIB), 0, MIB, at * MIB);
    await filled.close();
  });
  afterAll(() => rm(directory, { recursive: true }));

  async function convert(format: string, options: readonly string[] = [], from = "ext4.raw") {
    const parameters = ["-f", "raw", "-O", format, ...options, from, "out"];
    await run("qemu-img", ["convert", ...parameters], { cwd: directory });
    return readFile(join(directory, "out"));
  }

  test.each(MADE)("%s of qemu-img is sound; cut, it is damaged", async (name, kind, options) => {
    const bytes = await convert(kind, options);
    const [format = ""] = name.split(",");
    expect(await inspectBytes(bytes, `a.${format}`)).toMatchObject({ format, verdict: "sound" });
    for (const cut of [bytes.length >> 1, MIB + 512])
      expect(
        await inspectBytes(bytes.subarray(0, bytes.length - cut), `a.${format}`),
      ).toMatchObject({ verdict: "damaged" });
    for (const at of COVERED[format] ?? []) {
      const place = at < 0 ? bytes.length + at : at;
      const found = await inspectBytes(flip(bytes, place, 1), `a.${format}`);
      expect(found, `byte ${place}`).not.toMatchObject({ verdict: "sound" });
    }
  });

  test.each([
    ["qcow2", []],
    ["vpc", []],
    ["vhdx", []],
    ["vmdk", []],
    ["vmdk", ["-o", "subformat=streamOptimized"]],
  ])("whatever is done to a small %s %j has a verdict", async (format, options) => {
    await run("qemu-img", ["create", "-f", "raw", "small.raw", "300k"], { cwd: directory });
    const bytes = await convert(format, options, "small.raw");
    await fuzzReader(bytes, { runs: 60 });
  });

  test("an image of a file system is sound by its superblock, damaged by a flip in it", async () => {
    const bytes = await readFile(join(directory, "ext4.raw"));
    expect(await inspectBytes(bytes)).toMatchObject({ format: "raw-image", verdict: "sound" });
    for (const at of [1_030, 1_200, 2_000])
      expect(await inspectBytes(flip(bytes, at))).toMatchObject({ verdict: "damaged" });
    expect(await inspectBytes(bytes.subarray(0, 20 * MIB))).toMatchObject({ verdict: "damaged" });
  });

  test("a qcow2 whose tables lie about a cluster is damaged, as qemu-img says too", async () => {
    const bytes = await convert("qcow2");
    const l1At = Number(bytes.readBigUInt64BE(40));
    const l2At = Number(bytes.readBigUInt64BE(l1At) & 0x00fffffffffffe00n);
    const entries = Array.from({ length: 8_192 }, (_, n) => l2At + n * 8);
    const [used = 0] = entries.filter((at) => bytes.readBigUInt64BE(at) !== 0n);
    const [, other = 0] = entries.filter((at) => bytes.readBigUInt64BE(at) !== 0n);
    const doubled = Buffer.from(bytes);
    doubled.writeBigUInt64BE(bytes.readBigUInt64BE(other), used);
    const found = await inspectBytes(doubled);
    expect(found).toMatchObject({ verdict: "damaged" });
    expect(found.reasons[0]?.en).toMatch(/^Cluster \d+ is referred to 2 times/);
  });

  test.each(["gpt", "mbr"])("a disk with a %s partition table", async (label) => {
    const content = await readFile(join(directory, "ext4.raw"));
    const bytes = label === "gpt" ? makeGptDisk(content) : makeMbrDisk(content);
    const found = await inspectBytes(bytes);
    expect(found).toMatchObject({ verdict: "sound", container: { blocks: 1 } });
    expect(await inspectBytes(bytes.subarray(0, 20 * MIB))).toMatchObject({ verdict: "damaged" });
    if (label !== "gpt") return;
    for (const at of [512 + 40, 1_024 + 60, bytes.length - 500])
      expect(await inspectBytes(flip(bytes, at)), `byte ${at}`).toMatchObject({
        verdict: "damaged",
      });
  });
});

/** Why this cannot run here, or null; where skips are forbidden it fails instead. */
function findMissing(): string | null {
  if (process.env["VIGIE_NO_SKIP"] === "1") return null;
  if (spawnSync("qemu-img", ["--version"]).status !== 0)
    return "there is no qemu-img: apt install qemu-utils";
  const made = spawnSync("mkfs.ext4", ["-V"], { env: PLACES }).error === undefined;
  return made ? null : "there is no mkfs.ext4: apt install e2fsprogs";
}
