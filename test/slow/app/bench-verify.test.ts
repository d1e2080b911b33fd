import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { z } from "zod";

const CLI = fileURLToPath(new URL("../../../app/cli.js", import.meta.url));
const speed = z.number().positive();
const benchSchema = z.strictObject({
  bytes: speed,
  rounds: speed,
  twoPasses: z.strictObject({ megabytesPerSecond: speed, bytesReadPerByte: z.number().min(2) }),
  onePass: z.strictObject({ megabytesPerSecond: speed, bytesReadPerByte: z.number().max(1.01) }),
  twoPassesToOne: speed,
});

test("vigie bench verify shows that a copy is read once, and leaves nothing", async () => {
  const directory = await mkdtemp(join(tmpdir(), "vigie-bench-test-"));
  try {
    const args = ["--disable-warning=ExperimentalWarning", CLI, "bench", "verify"];
    const env = { ...process.env, TMPDIR: directory };
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [...args, "--bytes", "1MB", "--json"],
      { env },
    );
    benchSchema.parse(JSON.parse(stdout));
    expect(await readdir(directory)).toEqual([]);
  } finally {
    await rm(directory, { recursive: true });
  }
});
