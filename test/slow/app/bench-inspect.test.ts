import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { z } from "zod";

const CLI = fileURLToPath(new URL("../../../app/cli.js", import.meta.url));
const PFS_PAGES = 8_088;
const speed = z.number().positive();
const benchSchema = z.strictObject({
  bytes: z.number().min(8_192 * PFS_PAGES),
  pages: z.literal(PFS_PAGES),
  rounds: z.number(),
  megabytesPerSecond: z.strictObject({
    openssl: speed,
    pages: speed,
    pagesAndRows: speed,
    pagesAndHash: speed,
  }),
  ratios: z.strictObject({
    pagesToOpenssl: speed,
    pagesAndRowsToOpenssl: speed,
    pagesAndHashToOpenssl: speed,
  }),
});

test("vigie bench inspect measures on a backup that it makes, and leaves nothing", async () => {
  const directory = await mkdtemp(join(tmpdir(), "vigie-bench-test-"));
  try {
    const args = ["--disable-warning=ExperimentalWarning", CLI, "bench", "inspect"];
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
