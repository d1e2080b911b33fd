import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import {
  MARKER,
  makePlace,
  openScratch,
  removePlace,
  sweepScratch,
} from "../../../verifiers/sandboxes/servers/scratch.ts";

const clock = createSystemClock();
const UNMARKED = "vigie-sandbox-0123456789abcdef";
const NOBODY_RUNS_IT = "999999999 1\n";

let directory: string;
let root: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-scratch-"));
  root = await openScratch(directory);
});
afterEach(() => rm(directory, { recursive: true }));

test("names are generated, and a sandbox is gone with all that lies in it", async () => {
  const [one, other] = [await makePlace(root, null), await makePlace(root, null)];
  expect(one.name).not.toBe(other.name);
  await writeFile(join(one.directory, "rows"), "restored");
  expect(await removePlace(root, one.name, clock)).toBe(true);
  expect(await readdir(root)).toEqual([other.name]);
});

test("a directory without the marker is never removed, whatever its name", async () => {
  await mkdir(join(root, UNMARKED));
  expect(await removePlace(root, UNMARKED, clock)).toBe(false);
  expect(await sweepScratch(root, clock)).toBe(0);
  expect(await readdir(root)).toEqual([UNMARKED]);
});

test("only what a process left that is gone is swept", async () => {
  const running = await makePlace(root, null);
  const left = await makePlace(root, null);
  await writeFile(join(root, left.name, MARKER), NOBODY_RUNS_IT);
  expect(await sweepScratch(root, clock)).toBe(1);
  expect(await readdir(root)).toEqual([running.name]);
});

test("a sweep minds none that others open and remove meanwhile", async () => {
  const others = Array.from({ length: 8 }, async () => {
    for (let count = 0; count < 20; count += 1) {
      const { name } = await makePlace(root, null);
      expect(await removePlace(root, name, clock)).toBe(true);
    }
  });
  let areDone = false;
  const all = Promise.all(others).finally(() => {
    areDone = true;
  });
  while (!areDone) expect(await sweepScratch(root, clock)).toBe(0);
  await all;
  expect(await readdir(root)).toEqual([]);
});
