import { execFile, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { flip, inspectBytes } from "../../verifiers/formats/inspect-bytes.ts";

const run = promisify(execFile);
const FILES = { "a.txt": "a".repeat(50_000), "b.bin": randomBytes(20_000), "c.txt": "c" };
const WRITE_ZIP = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as z:
    for name in sys.argv[2:]: z.write(name)
    with z.open("large.txt", "w", force_zip64=True) as large: large.write(b"large" * 100000)
`;

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-archives-"));
  for (const [name, bytes] of Object.entries(FILES)) await writeFile(join(directory, name), bytes);
});
afterAll(() => rm(directory, { recursive: true }));

async function make(file: string, program: string, ...parameters: string[]): Promise<Buffer> {
  await run(program, parameters, { cwd: directory });
  return readFile(join(directory, file));
}

const missing = findMissing();

describe.skipIf(missing)(`archives of other tools${missing ? ` (${missing})` : ""}`, () => {
  test("a ZIP is sound; flips in its entries, cuts and what precedes it are found", async () => {
    const zip = await make("a.zip", "python3", "-c", WRITE_ZIP, "a.zip", ...Object.keys(FILES));
    expect(await inspectBytes(zip)).toMatchObject({
      format: "zip",
      verdict: "sound",
      container: { blocks: 4, bad: [] },
    });
    const dataStart = 30 + "a.txt".length;
    for (let at = dataStart; at < 20_000; at += 499)
      expect(await inspectBytes(flip(zip, at, at % 8)), `byte ${at}`).toMatchObject({
        verdict: "damaged",
      });
    for (const cut of [1, 10, 5_000])
      expect(await inspectBytes(zip.subarray(0, -cut))).toMatchObject({ verdict: "damaged" });
  });

  test.each([
    ["tar", ["-cf", "a.tar"]],
    ["pax", ["--format=pax", "-cf", "a.tar"]],
    ["old tar with long names", ["--format=gnu", "--transform=s,^,long/,r", "-cf", "a.tar"]],
  ])("a %s is sound", async (_, parameters) => {
    const long = `${"n".repeat(150)}.txt`;
    await writeFile(join(directory, long), "long");
    const tar = await make("a.tar", "tar", ...parameters, long, ...Object.keys(FILES));
    expect(await inspectBytes(tar)).toMatchObject({
      format: "tar",
      verdict: "sound",
      container: { blocks: 4 },
    });
    expect(await inspectBytes(tar.subarray(0, 30_000))).toMatchObject({ verdict: "damaged" });
  });

  test("streams of the gzip and zstd commands are sound", async () => {
    const gzip = await make("b.bin.gz", "gzip", "-k", "b.bin");
    expect(await inspectBytes(gzip)).toMatchObject({ format: "gzip", verdict: "sound" });
    const zstd = await make("b.bin.zst", "zstd", "-q", "-k", "b.bin");
    expect(await inspectBytes(zstd)).toMatchObject({ format: "zstd", verdict: "sound" });
    for (let at = 8; at < zstd.length; at += 997)
      expect(await inspectBytes(flip(zstd, at))).toMatchObject({ verdict: "damaged" });
  });
});

/** Why this cannot run here, or null; where skips are forbidden it fails instead. */
function findMissing(): string | null {
  if (process.env["VIGIE_NO_SKIP"] === "1") return null;
  const absent = ["tar", "gzip", "zstd", "python3"].filter(
    (program) => spawnSync(program, ["--version"]).error !== undefined,
  );
  return absent.length === 0 ? null : `there is no ${absent.join(", ")}: apt install them`;
}
