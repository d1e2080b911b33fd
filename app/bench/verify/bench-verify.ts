import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDirectoryObjects } from "../../../platform/objects/directory-objects.ts";
import type { ObjectStore } from "../../../platform/objects/object-store.ts";
import { createInspector } from "../../../verifiers/formats/child/create-inspector.ts";
import { inspectCopy, readCopy } from "../../../verifiers/read-copy.ts";
import type { Bench } from "../bench.ts";
import { makeBackup } from "../inspect/make-backup.ts";

const ROUNDS = 3;
const NAME = "made.bak";
const LIMITS = { secondsMax: 3_600, memoryMax: 2 ** 30 };

type Figures = {
  /** Of the copy, in the fastest round. */
  readonly megabytesPerSecond: number;
  /** From its vault, for each byte of the copy. */
  readonly bytesReadPerByte: number;
};

export type VerifyBench = {
  readonly bytes: number;
  readonly rounds: number;
  readonly twoPasses: Figures;
  readonly onePass: Figures;
  /** Of the times. */
  readonly twoPassesToOne: number;
};

/**
 * What it takes to bring a copy to level `sound`: hashed and read by its own reader's process one
 * after the other, and in one pass, in turn, on a backup that the machine holds in memory.
 */
export async function benchVerify(bench: Bench, bytesMin: number): Promise<VerifyBench> {
  const root = await mkdtemp(join(tmpdir(), "vigie-bench-"));
  try {
    const counted = countReads(createDirectoryObjects({ root }));
    await counted.store.write(NAME, makeParts(bytesMin, bench));
    const head = await counted.store.head(NAME);
    assert.ok(head);
    const read = (isInOne: boolean) => verify(bench, { store: counted.store, isInOne });
    const two = startFigures(head.sizeBytes);
    const one = startFigures(head.sizeBytes);
    const progress = bench.startProgress("verifying copies", 2 * ROUNDS);
    for (let step = 0; step < 2 * ROUNDS; step += 1) {
      bench.signal.throwIfAborted();
      const isInOne = step % 2 === 1;
      const startedAtMs = bench.clock.nowMs();
      const bytesBefore = counted.bytesRead();
      await read(isInOne);
      const tookMs = Math.max(1, bench.clock.nowMs() - startedAtMs);
      (isInOne ? one : two).note(tookMs, counted.bytesRead() - bytesBefore);
      progress.update(step + 1, isInOne ? "one pass" : "two passes");
    }
    progress.end();
    return {
      ...{ bytes: head.sizeBytes, rounds: ROUNDS },
      ...{ twoPasses: two.read(), onePass: one.read() },
      twoPassesToOne: Number((two.bestMs() / one.bestMs()).toFixed(2)),
    };
  } finally {
    await rm(root, { recursive: true });
  }
}

type Asked = { readonly store: ObjectStore; readonly isInOne: boolean };

async function verify({ clock, signal }: Bench, { store, isInOne }: Asked): Promise<void> {
  const place = { store, name: NAME };
  const head = await store.head(NAME);
  assert.ok(head);
  const inspect = createInspector({ ...LIMITS, signal });
  const asked = { head, inspect, clock, checksum: null, isInspected: () => isInOne };
  const { inspected } = await readCopy(place, asked);
  const { seen } = inspected ?? (await inspectCopy(place, { head, inspect }));
  assert.equal(seen?.found?.[0]?.pages?.bad.length, 0);
}

function startFigures(bytes: number) {
  let bestMs = Number.POSITIVE_INFINITY;
  let read = 0;
  return {
    note: (tookMs: number, bytesRead: number) => {
      bestMs = Math.min(bestMs, tookMs);
      read = bytesRead;
    },
    bestMs: () => bestMs,
    read: (): Figures => ({
      megabytesPerSecond: Math.round(bytes / bestMs / 1_000),
      bytesReadPerByte: Number((read / bytes).toFixed(3)),
    }),
  };
}

function countReads(objects: ObjectStore) {
  let bytes = 0;
  const store: ObjectStore = {
    ...objects,
    read: async function* (name, range) {
      for await (const chunk of objects.read(name, range)) {
        bytes += chunk.length;
        yield chunk;
      }
    },
  };
  return { store, bytesRead: () => bytes };
}

async function* makeParts(bytes: number, { signal }: Bench): AsyncGenerator<Buffer> {
  for (const part of makeBackup(bytes)) {
    signal.throwIfAborted();
    yield part;
  }
}
