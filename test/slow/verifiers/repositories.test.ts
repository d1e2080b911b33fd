import { execFile, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { inspectionSchema } from "../../../schemas/inspection.ts";
import {
  findRepositoryTool,
  inspectRepository,
} from "../../../verifiers/formats/repositories/inspect-repository.ts";
import { flip } from "../../verifiers/formats/inspect-bytes.ts";

const run = promisify(execFile);
const PASSWORD = "a password of the tests";

const KINDS = [
  {
    program: "restic",
    password: "RESTIC_PASSWORD",
    make: [["init"], ["--no-cache", "backup", "content"]],
    variable: "RESTIC_REPOSITORY",
  },
  {
    program: "borg",
    password: "BORG_PASSPHRASE",
    make: [
      ["init", "-e", "repokey"],
      ["create", "::one", "content"],
    ],
    variable: "BORG_REPO",
  },
] as const;

describe.each(KINDS)("repositories of $program", ({ program, password, make, variable }) => {
  const missing = findMissing(program);
  let directory: string;
  let repository: string;
  let environment: Readonly<Record<string, string | undefined>>;

  beforeAll(async () => {
    if (missing) return;
    directory = await mkdtemp(join(tmpdir(), `vigie-${program}-`));
    repository = join(directory, "repository");
    await writeFile(join(directory, "content"), randomBytes(300_000));
    const places = { PATH: process.env["PATH"], HOME: directory, BORG_BASE_DIR: directory };
    environment = { ...places, [password]: PASSWORD };
    const env = { ...environment, [variable]: repository } as Record<string, string>;
    for (const words of make) await run(program, words, { cwd: directory, env });
  });
  afterAll(async () => {
    if (!missing) await rm(directory, { recursive: true });
  });

  async function inspect(given = environment) {
    const tool = findRepositoryTool(await readdir(repository)) ?? expect.fail("not recognised");
    const { signal } = new AbortController();
    const options = { clock: createSystemClock(), signal, environment: given };
    return inspectionSchema.parse(await inspectRepository(tool, repository, options));
  }

  test.skipIf(missing)(`are sound whole, and damaged by a flip${missing ?? ""}`, async () => {
    expect(await inspect()).toMatchObject({ format: program, verdict: "sound" });
    const [largest] = await listLargest(join(repository, "data"));
    if (!largest) throw new Error("no data was found");
    const bytes = await readFile(largest);
    await rm(largest);
    await writeFile(largest, flip(bytes, bytes.length >> 1, 3));
    expect(await inspect()).toMatchObject({ verdict: "damaged" });
    await writeFile(largest, bytes);
  });

  test.skipIf(missing)(`are unknown without password or program${missing ?? ""}`, async () => {
    const wrong = { ...environment, [password]: "another" };
    expect(await inspect(wrong)).toMatchObject({ verdict: "unknown" });
    expect(await inspect({ ...environment, PATH: directory })).toMatchObject({
      verdict: "unknown",
    });
  });
});

async function listLargest(directory: string): Promise<readonly string[]> {
  const names = await readdir(directory, { recursive: true });
  const files = await Promise.all(
    names.map(async (name) => {
      const status = await stat(join(directory, name));
      return { path: join(directory, name), bytes: status.isFile() ? status.size : 0 };
    }),
  );
  return files.toSorted((a, b) => b.bytes - a.bytes).map(({ path }) => path);
}

/** Why this cannot run here, or null; where skips are forbidden it fails instead. */
function findMissing(program: string): string | null {
  if (process.env["VIGIE_NO_SKIP"] === "1") return null;
  const found = spawnSync(program, ["--version"]).error === undefined;
  const name = program === "borg" ? "borgbackup" : program;
  return found ? null : ` (there is no ${program}: apt install ${name})`;
}
