import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Copy } from "../sandboxes/conform-sandbox.ts";

/** qemu-img's names of our formats. */
const MADE: Readonly<Record<string, string>> = {
  qcow2: "qcow2",
  vhd: "vpc",
  vhdx: "vhdx",
  vmdk: "vmdk",
};

/** A disk, which may have more room than bytes, as an image of a format. */
export function toImage(disk: Buffer, format: string, sizeBytes = disk.length): Copy {
  const kind = MADE[format];
  if (kind === undefined) return { format, bytes: disk };
  const bytes = runImg(["convert", "-f", "raw", "-O", kind, "disk", "image"], disk, sizeBytes);
  return { format, bytes };
}

/** What `qemu-img` makes as `image` beside a file `disk`, in a directory of its own. */
export function runImg(
  parameters: readonly string[],
  disk: Buffer = Buffer.alloc(0),
  sizeBytes = disk.length,
): Buffer {
  const directory = mkdtempSync(join(tmpdir(), "vigie-images-"));
  try {
    writeFileSync(join(directory, "disk"), disk);
    truncateSync(join(directory, "disk"), sizeBytes);
    execFileSync("qemu-img", [...parameters], { cwd: directory, stdio: "ignore" });
    return readFileSync(join(directory, "image"));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/**
 * An image in QEMU's format that has one sector of its own and rests on another for all others. In
 * its header that is `named`, a file that nobody has, or none.
 */
export function toIncrement(
  sector: { readonly at: number; readonly bytes: Buffer },
  { named = "/nonexistent/base", sizeBytes = 2 ** 20 } = {},
): Copy {
  const directory = mkdtempSync(join(tmpdir(), "vigie-increments-"));
  const run = (program: string, ...parameters: readonly string[]) =>
    execFileSync(program, parameters, { cwd: directory, stdio: "ignore" });
  try {
    writeFileSync(join(directory, "sector"), sector.bytes);
    run("qemu-img", "create", "-f", "qcow2", "-o", "cluster_size=512", "image", String(sizeBytes));
    run("qemu-io", "-c", `write -s sector ${sector.at} ${sector.bytes.length}`, "image");
    if (named) run("qemu-img", "rebase", "-u", "-b", named, "-F", "raw", "image");
    return { format: "qcow2", bytes: readFileSync(join(directory, "image")) };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Why no machine can be booted here, or null; where skips are forbidden it fails instead. */
export function missingQemu(): string | null {
  if (process.env["VIGIE_NO_SKIP"] === "1") return null;
  for (const [program, from] of [
    ["qemu-system-x86_64", "qemu-system-x86"],
    ["qemu-img", "qemu-utils"],
  ] as const)
    if (spawnSync(program, ["--version"]).status !== 0)
      return `there is no ${program}: apt install ${from}`;
  return null;
}
