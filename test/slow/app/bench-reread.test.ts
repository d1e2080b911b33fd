import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { z } from "zod";

const CLI = fileURLToPath(new URL("../../../app/cli.js", import.meta.url));
const run = promisify(execFile);

const positive = z.number().positive();
const resultSchema = z.strictObject({
  bytes: z.literal(20_000_000),
  rounds: positive,
  megabytesPerSecond: z.strictObject({
    ...{ openssl: positive, opensslTwice: positive },
    ...{ one: positive, two: positive, withCrc64Nvme: positive },
  }),
  ratios: z.strictObject({
    ...{ oneToOpenssl: positive, twoToOne: positive },
    ...{ twoToOpenssl: positive, opensslTwiceToOpenssl: positive },
  }),
});

test("vigie bench reread prints its figures beside openssl's, and leaves nothing behind", async () => {
  const directory = await mkdtemp(join(tmpdir(), "vigie-bench-test-"));
  const env = { ...process.env, TMPDIR: directory };
  const args = [CLI, "bench", "reread", "--bytes", "20MB"];
  const json = await run(process.execPath, [...args, "--json"], { env });
  const { ratios } = resultSchema.parse(JSON.parse(json.stdout));
  const table = await run(process.execPath, args, { env });
  expect(table.stdout).toContain("openssl dgst -sha256");
  expect(ratios.oneToOpenssl).toBeGreaterThan(0.3);
  expect(await readdir(directory)).toEqual([]);
  await rm(directory, { recursive: true });
});
