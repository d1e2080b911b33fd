import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createSimulatedClock } from "../../platform/clock/simulated-clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import { createDirectoryObjects } from "../../platform/objects/directory-objects.ts";
import type { ObjectStore } from "../../platform/objects/object-store.ts";
import type { Inspect } from "../../verifiers/formats/child/create-inspector.ts";
import { inspectSource } from "../../verifiers/formats/inspect-source.ts";
import { readCopy } from "../../verifiers/read-copy.ts";
import { toSource } from "./formats/to-source.ts";
import { writeBackup } from "./sql-server-backup/write-backup.ts";
import { writeDatabase } from "./sql-server-backup/write-page.ts";

const HEAD_BYTES = 4_096;
const clock = createSimulatedClock(0);
const { signal } = new AbortController();
const BACKUP = writeBackup({
  blockBytes: 4_096,
  sets: [{ runs: [writeDatabase({ extents: 1 })] }],
});
const DUMP = new URL("./golden/visitor-15-copy.sql", import.meta.url);

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "vigie-read-copy-"));
});
afterEach(() => rm(root, { recursive: true }));

/** The copy's own reader, here in this process. */
const inspect: Inspect = async (source, name) => {
  const found = await inspectSource(source, { name, clock, signal });
  return { ended: "done", found, seconds: 0 };
};

type Told = {
  readonly inspect?: Inspect;
  readonly checksum?: string;
  /** Changes what the store gives. */
  readonly spoil?: (chunk: Uint8Array) => Uint8Array;
};

async function read(name: string, bytes: Uint8Array, told: Told = {}) {
  await writeFile(join(root, name), bytes);
  const counted = { bytes: 0 };
  const objects = createDirectoryObjects({ root });
  const store: ObjectStore = {
    ...objects,
    read: async function* (name, range) {
      for await (const chunk of objects.read(name, range)) {
        counted.bytes += chunk.length;
        yield told.spoil ? told.spoil(chunk) : chunk;
      }
    },
  };
  const value = told.checksum ?? createHash("sha256").update(bytes).digest("hex");
  const seen = await readCopy(
    { store, name },
    {
      ...{ clock, inspect: told.inspect ?? inspect, isInspected: () => true },
      checksum: { algorithm: "sha256", value },
      head: await store.head(name),
    },
  );
  return { ...seen, ...counted, seen: seen.inspected?.seen?.found };
}

test.each<[string, () => Promise<Uint8Array>]>([
  ["visitor.bak", async () => BACKUP.bytes],
  ["visitor.sql", () => readFile(DUMP)],
  ["visitor.sql.gz", async () => gzipSync(await readFile(DUMP))],
])("%s is hashed and read by its own reader in one pass", async (name, make) => {
  const bytes = await make();
  const { whole, seen, bytes: bytesRead } = await read(name, bytes);
  expect(whole.check.verdict).toBe("pass");
  expect(seen).toEqual((await inspect(toSource(Buffer.from(bytes)), name)).found);
  const heads = 3 * HEAD_BYTES;
  expect(bytesRead).toBeLessThanOrEqual(bytes.length + heads);
});

test.each<[string, (chunk: Uint8Array) => Uint8Array]>([
  ["is disturbed", (chunk) => Buffer.alloc(chunk.length)],
  [
    "breaks off",
    () => {
      throw new OperatingError("Cannot read", { retryable: true });
    },
  ],
])("a first pass that %s shows nothing: the bytes are read again", async (_, once) => {
  let isDone = false;
  const spoil = (chunk: Uint8Array) => {
    if (isDone || chunk.length <= HEAD_BYTES) return chunk;
    isDone = true;
    return once(chunk);
  };
  const { whole, inspected } = await read("visitor.bak", BACKUP.bytes, { spoil });
  expect(whole.check).toMatchObject({ verdict: "pass", observed: { readings: 2 } });
  expect(inspected).toBeNull();
});

test("other bytes are told as such, whatever the copy's reader makes of them", async () => {
  const { whole } = await read("visitor.bak", BACKUP.bytes, { checksum: "00".repeat(32) });
  expect(whole.check).toMatchObject({ verdict: "fail", observed: { readings: 2 } });
});

test("a reader that ends early leaves no byte unhashed", async () => {
  const { whole, inspected } = await read("visitor.bak", BACKUP.bytes, {
    inspect: async (source) => {
      for await (const _ of source.read({ start: 0, end: 10_000 })) break;
      return { ended: "crashed", found: null, seconds: 0 };
    },
  });
  expect(whole).toMatchObject({ bytesRead: BACKUP.bytes.length, check: { verdict: "pass" } });
  expect(inspected?.seen).toMatchObject({ ended: "crashed" });
});

test("a copy that changes in the pass is not judged by what its reader saw", async () => {
  const { inspected } = await read("visitor.bak", BACKUP.bytes, {
    inspect: async (source, name) => {
      const seen = await inspect(source, name);
      await utimes(join(root, name), 1, 1);
      return seen;
    },
  });
  expect(inspected).toEqual({ seen: null });
});
