import { execFile } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const HERE = import.meta.dirname;
const PACKAGE = "github.com/versity/versitygw/cmd/versitygw";
const BUILDING_MS_MAX = 600_000;

const run = promisify(execFile);

/**
 * The path of versitygw, in the version that go.mod pins; built once for the user of this machine,
 * below `~/.cache/vigie-tests`.
 */
export async function buildVersitygw(): Promise<string> {
  const sums = await readFile(join(HERE, "go.sum"));
  const version = createHash("sha256").update(sums).digest("hex").slice(0, 16);
  const cache = join(homedir(), ".cache", "vigie-tests");
  const binary = join(cache, `versitygw-${version}`);
  if (existsSync(binary)) return binary;
  await mkdir(cache, { recursive: true });
  const building = `${binary}.${randomUUID()}`;
  await run("go", ["build", "-buildvcs=false", "-ldflags=-s -w", "-o", building, PACKAGE], {
    cwd: HERE,
    timeout: BUILDING_MS_MAX,
    maxBuffer: 64 * 2 ** 20,
  });
  await rename(building, binary);
  return binary;
}
