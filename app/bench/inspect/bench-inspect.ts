import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import { type ByteSource, toByteSource } from "../../../platform/objects/byte-source.ts";
import { createDirectoryObjects } from "../../../platform/objects/directory-objects.ts";
import { inspectBackup } from "../../../verifiers/formats/sql-server-backup/inspect-backup.ts";
import type { Bench } from "../bench.ts";
import { makeBackup } from "./make-backup.ts";

const ROUNDS = 3;
const NAME = "made.bak";
const run = promisify(execFile);

type Speeds<Figure> = {
  readonly openssl: Figure;
  readonly pages: Figure;
  readonly pagesAndRows: Figure;
  readonly pagesAndHash: Figure;
};

/** Of the fastest round each: what else runs on the machine only ever slows. */
export type InspectBench = {
  readonly bytes: number;
  readonly pages: number;
  readonly rounds: number;
  readonly megabytesPerSecond: Speeds<number>;
  readonly ratios: {
    readonly pagesToOpenssl: number;
    readonly pagesAndRowsToOpenssl: number;
    readonly pagesAndHashToOpenssl: number;
  };
};

/**
 * How fast a backup's pages are checked beside `openssl dgst -sha256` on the same file, which the
 * machine holds in memory: alone, with their rows counted, and hashed in the same pass.
 */
export async function benchInspect(bench: Bench, bytesMin: number): Promise<InspectBench> {
  const root = await mkdtemp(join(tmpdir(), "vigie-bench-"));
  try {
    await writeFile(join(root, NAME), bytesMin, bench);
    const store = createDirectoryObjects({ root });
    const head = await store.head(NAME);
    assert.ok(head);
    const source = toByteSource(store, head);
    const check = (from: ByteSource, withTables = false) => inspect(bench, from, withTables);
    const best = await fastest(bench, {
      openssl: () => runOpenssl(join(root, NAME)),
      pages: () => check(source),
      pagesAndRows: () => check(source, true),
      pagesAndHash: () => check(hashing(source)),
    });
    return tell(head.sizeBytes, await check(source), best);
  } finally {
    await rm(root, { recursive: true });
  }
}

function tell(bytes: number, pages: number, bestMs: Speeds<number>): InspectBench {
  const speed = (name: keyof Speeds<number>) => Math.round(bytes / bestMs[name] / 1_000);
  const ratio = (one: keyof Speeds<number>, other: keyof Speeds<number>) =>
    Number((bestMs[other] / bestMs[one]).toFixed(2));
  return {
    bytes,
    pages,
    rounds: ROUNDS,
    megabytesPerSecond: {
      openssl: speed("openssl"),
      pages: speed("pages"),
      pagesAndRows: speed("pagesAndRows"),
      pagesAndHash: speed("pagesAndHash"),
    },
    ratios: {
      pagesToOpenssl: ratio("pages", "openssl"),
      pagesAndRowsToOpenssl: ratio("pagesAndRows", "openssl"),
      pagesAndHashToOpenssl: ratio("pagesAndHash", "openssl"),
    },
  };
}

/** Returns how many pages were checked. */
async function inspect(bench: Bench, source: ByteSource, withTables: boolean): Promise<number> {
  const { clock, signal } = bench;
  const [inspection] = await inspectBackup(source, { clock, signal, withTables });
  assert.ok(inspection?.pages);
  assert.equal(inspection.pages.bad.length, 0);
  assert.equal(inspection.pages.checksum, inspection.pages.total);
  return inspection.pages.total;
}

/** The same bytes, with their SHA-256 computed while they pass. */
function hashing(source: ByteSource): ByteSource {
  return {
    sizeBytes: source.sizeBytes,
    read: async function* (range) {
      const hash = createHash("sha256");
      for await (const chunk of source.read(range)) {
        hash.update(chunk);
        yield chunk;
      }
      hash.digest();
    },
  };
}

async function fastest<Name extends string>(
  { clock, signal, startProgress }: Bench,
  works: Readonly<Record<Name, () => Promise<unknown>>>,
): Promise<Readonly<Record<Name, number>>> {
  const entries = Object.entries<() => Promise<unknown>>(works);
  const best: Record<string, number> = {};
  const progress = startProgress("Checking pages", ROUNDS * entries.length);
  try {
    // All rounds of one before the next: what reads and hashes elsewhere makes the engine forget
    // what it knew of the plain way, which then takes twice as long.
    for (const [index, [name, work]] of entries.entries())
      for (let round = 0; round < ROUNDS; round += 1) {
        signal.throwIfAborted();
        const startedAtMs = clock.nowMs();
        await work();
        const tookMs = Math.max(1, clock.nowMs() - startedAtMs);
        best[name] = Math.min(best[name] ?? tookMs, tookMs);
        progress.update(index * ROUNDS + round + 1, name);
      }
  } finally {
    progress.end();
  }
  return best as Record<Name, number>;
}

async function writeFile(path: string, bytes: number, { signal }: Bench): Promise<void> {
  await using file = await open(path, "w");
  for (const part of makeBackup(bytes)) {
    signal.throwIfAborted();
    await file.write(part);
  }
}

async function runOpenssl(path: string): Promise<void> {
  try {
    await run("openssl", ["dgst", "-sha256", path]);
  } catch (cause) {
    throw new OperatingError("Cannot compare with openssl as it does not run", {
      retryable: false,
      hint: "install it: apt install openssl",
      cause,
    });
  }
}
