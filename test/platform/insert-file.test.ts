import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openInsertFiles } from "../../platform/store/insert-file.ts";

const LENDING = fileURLToPath(new URL("./lending-process.ts", import.meta.url));
const STATEMENT = "INSERT INTO t FORMAT Native";

/** Runs what follows where "$1" is a disk of its own, of 1 MiB. */
const script = 'mount -t tmpfs -o size=1m none "$1" && shift && exec "$@"';
const onSmallDisk = (directory: string, ...words: readonly string[]) =>
  spawnSync("unshare", ["--mount", "sh", "-c", script, "sh", directory, ...words]);
const isAllowed = onSmallDisk(tmpdir(), "true").status === 0;
const why = isAllowed ? "" : " (skipped: no disk of one's own may be mounted here)";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-inserts-"));
});
afterEach(() => rm(directory, { recursive: true }));

describe("a file that could not be written whole", () => {
  test("is gone where its bytes end amid it", async () => {
    async function* endAmid() {
      yield Buffer.alloc(100_000);
      throw new Error("no more of it");
    }
    const files = openInsertFiles(join(directory, "files"));
    await expect(files.lend(STATEMENT, endAmid())).rejects.toThrow("no more of it");
    expect(await readdir(join(directory, "files"))).toEqual([]);
  });

  test.skipIf(!isAllowed)(`is gone where the disk is full, each time it is tried${why}`, () => {
    const { stdout } = onSmallDisk(directory, process.execPath, LENDING, directory);
    expect(JSON.parse(stdout.toString())).toEqual({
      refused: Array(3).fill(expect.stringMatching(/^Cannot write .*: ENOSPC$/)),
      left: [],
      after: "lent",
    });
  });
});
