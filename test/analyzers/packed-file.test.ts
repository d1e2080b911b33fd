import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createPackedMemory } from "../../analyzers/packing/create-packed-memory.ts";
import { LostStateError } from "../../analyzers/packing/lost-state-error.ts";
import { openPackedFile } from "../../analyzers/packing/open-packed-file.ts";

let directory: string;
let path: string;
let faults: unknown[];
const open = () => openPackedFile(path, (error) => faults.push(error));
const bytesOf = (length: number, fill: number) => new Uint8Array(length).fill(fill);

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "vigie-packed-"));
  path = join(directory, "analysis", "sleeping.bin");
  faults = [];
});
afterEach(() => rmSync(directory, { recursive: true }));

describe.each(["memory", "file"])("packed assets in a %s", (kind) => {
  test("give what was put, whatever is put and dropped between", () => {
    const packed = kind === "file" ? open() : createPackedMemory();
    const places = new Map<number, number>();
    for (let round = 1; round < 400; round += 1) {
      const length = (round * 7_919) % 50_000;
      places.set(round, packed.put(bytesOf(length, round)));
      const old = places.get(round - 20);
      if (old === undefined) continue;
      const was = bytesOf(((round - 20) * 7_919) % 50_000, round - 20);
      expect(Buffer.compare(packed.read(old), was)).toBe(0);
      packed.drop(old);
    }
    expect(faults).toEqual([]);
  });
});

test("the file is its owner's only, begins empty, gives free slots again and goes at the end", () => {
  const first = open();
  first.put(bytesOf(5_000, 1));
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const second = open();
  expect(statSync(path).size).toBe(0);
  for (let round = 0; round < 100; round += 1) second.drop(second.put(bytesOf(5_000 + round, 2)));
  expect(second.taken()).toEqual({ fileBytes: 5_824, memoryBytes: 0 });
  second.close();
  expect(() => statSync(path)).toThrow("ENOENT");
});

test("one that is closed gives nothing, whoever has the number of its file now", () => {
  const first = open();
  const place = first.put(bytesOf(1_000, 6));
  first.close();
  const second = open();
  expect(second.put(bytesOf(1_000, 7))).toBe(place);
  expect(() => first.read(place)).toThrow(LostStateError);
  second.close();
});

test("where no file can be made all stays in memory, and that is told", () => {
  writeFileSync(join(directory, "analysis"), "a file in its way");
  const packed = open();
  expect(packed.read(packed.put(bytesOf(9, 3)))).toEqual(bytesOf(9, 3));
  expect(packed.taken()).toEqual({ fileBytes: 0, memoryBytes: 9 });
  expect(faults).toMatchObject([{ code: "EEXIST" }]);
});

test("what was damaged on the disk is told as lost, and never given", () => {
  const packed = open();
  const place = packed.put(bytesOf(1_000, 4));
  const damaged = readFileSync(path);
  damaged[500] = 5;
  writeFileSync(path, damaged);
  expect(() => packed.read(place)).toThrow(LostStateError);
  writeFileSync(path, damaged.subarray(0, 400));
  expect(() => packed.read(place)).toThrow(LostStateError);
});

test("what a full disk does not take stays in memory, all of it", () => {
  const target = join(import.meta.dirname, "fill-packed-file.ts");
  // Of 512 bytes or 1,024, as the shell has it: less than what is written in any case.
  const command = 'ulimit -f 300 && exec "$0" "$@"';
  const quiet = "--disable-warning=ExperimentalWarning";
  const run = spawnSync("bash", ["-c", command, process.execPath, quiet, target, path]);
  expect(String(run.stderr)).toBe("");
  const { faults: told, wrong, fileBytes, memoryBytes } = JSON.parse(String(run.stdout));
  expect({ told: told.length, wrong }).toEqual({ told: 1, wrong: 0 });
  expect(fileBytes).toBeGreaterThan(100_000);
  expect(memoryBytes).toBeGreaterThan(100_000);
});
