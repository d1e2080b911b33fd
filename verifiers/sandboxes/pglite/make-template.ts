import { readFileSync } from "node:fs";
import { access, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import type { Bounds, ChildResult } from "../run-child.ts";
import type { SandboxJob } from "./sandbox-job.ts";

const TEMPLATE_BYTES_MAX = 256 * 2 ** 20;
const manifest = z.object({ version: z.string() });

type Run = (
  job: Omit<SandboxJob, "name">,
  bounds: Pick<Bounds, "outputBytesMax">,
) => Promise<ChildResult>;

/**
 * The empty cluster that restores start from, made once per data directory and version of PGlite:
 * its initdb takes seconds, loading this a fraction of one.
 */
export async function makeTemplate(directory: string, run: Run): Promise<string> {
  const file = join(directory, `empty-${readVersion()}.tar`);
  if (await isThere(file)) return file;
  const job = { kind: "template", gzip: false, restore: false, template: null } as const;
  const { ended, output } = await run(
    { ...job, expandedBytesMax: 1, freshness: null, assertions: [] },
    { outputBytesMax: TEMPLATE_BYTES_MAX },
  );
  if (ended !== "done" || output.length === 0)
    throw new OperatingError(`Cannot make the sandbox's empty cluster: the process ${ended}`, {
      retryable: true,
      hint: "check that there is memory for a sandbox (verification.memoryMax)",
    });
  const partial = `${file}.${process.pid}.partial`;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await rm(partial, { force: true });
  await writeFile(partial, output, { mode: 0o600 });
  await rename(partial, file);
  return file;
}

function readVersion(): string {
  const entry = fileURLToPath(import.meta.resolve("@electric-sql/pglite"));
  const text = readFileSync(join(entry, "..", "..", "package.json"), "utf8");
  return manifest.parse(JSON.parse(text)).version;
}

async function isThere(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}
