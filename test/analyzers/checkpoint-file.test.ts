import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readCheckpoint, writeCheckpoint } from "../../analyzers/checkpoint/checkpoint-file.ts";

const WRITER = new URL("./checkpoint-writer.ts", import.meta.url).pathname;
const KILLS = 4;

async function readAll(path: string): Promise<readonly Uint8Array[] | null> {
  const frames = await readCheckpoint(path);
  return frames && Array.fromAsync(frames);
}

test("frames of any length are read as they were written", async () => {
  const directory = await mkdtemp(join(tmpdir(), "vigie-frames-"));
  const path = join(directory, "a");
  const frames = [0, 1, 3, 65_536, 70_000, 300_000, 5].map((length) =>
    new Uint8Array(length).fill(length % 251),
  );
  async function* all() {
    yield* frames;
  }
  expect(await readAll(path)).toBeNull();
  await writeCheckpoint({ path, beforePath: join(directory, "b") }, all());
  expect(await readAll(path)).toEqual(frames);
  await rm(directory, { recursive: true });
});

test("a process killed while it writes leaves a whole checkpoint", async () => {
  const directory = await mkdtemp(join(tmpdir(), "vigie-frames-"));
  const [path, beforePath] = [join(directory, "a"), join(directory, "b")];
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const writer = spawn(process.execPath, [WRITER, path, beforePath]);
    // Two are whole; after the next bytes on the disk it is in the midst of a third.
    for (let written = 0; written < 1 + kill; written += 1) await once(writer.stdout, "data");
    writer.kill("SIGKILL");
    await once(writer, "exit");
    const [newest, before] = [await readAll(path), await readAll(beforePath)];
    const whole = newest ?? before;
    expect(whole).toHaveLength(200);
    expect(new Set(whole?.map((frame) => frame[0])).size).toBe(1);
    expect((await readdir(directory)).length).toBeLessThanOrEqual(3);
  }
  await rm(directory, { recursive: true });
});
